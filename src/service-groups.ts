import path from 'node:path';
import type { Logger } from 'pino';
import { Accounts } from './account/accounts';
import { Exporter } from './account/export/exporter';
import { GalleryFolders } from './account/gallery-folders';
import { type GalleryPart, GalleryRemoval } from './account/gallery-removal';
import { Imports } from './account/import/imports';
import type { AccountServices } from './account/services';
import { loadAppSecrets } from './auth/app-secrets';
import { ApiKeys } from './auth/keys/api-keys';
import { KeyOpener } from './auth/keys/key-opener';
import { startOwnSignIn } from './auth/own-accounts/own-sign-in';
import { createPassport } from './auth/passport';
import { Provider } from './auth/provider';
import type { AuthServices } from './auth/services';
import { SessionStore } from './auth/session-store';
import { SignIn } from './auth/sign-in';
import { SignOut } from './auth/sign-out';
import { UserBook } from './auth/user-book';
import { Users } from './auth/users';
import type { Catalog } from './catalog/catalog';
import type { Leases } from './catalog/leases';
import type { SideThreads } from './concurrency/side-thread';
import { UserSlots } from './concurrency/user-slots';
import type { Config } from './config';
import type { RunningEngine } from './engine/contract';
import { Admission } from './enrolment/admission';
import { DraftAnswers } from './enrolment/draft-answers';
import { Drafts } from './enrolment/drafts';
import { Enrolment } from './enrolment/enrolment';
import { FaceEntry } from './enrolment/face-entry';
import { tooManyPhotosAtOnce } from './errors';
import { AuditBook } from './events/audit-book';
import { Collections } from './events/collections';
import { EventCounts } from './events/event-counts';
import { EventKeeping } from './events/event-keeping';
import { EventWriter } from './events/event-writer';
import type { EventServices } from './events/services';
import { AccessList } from './gallery/access-list';
import { EnrolledPeople } from './gallery/enrolled-people';
import { GalleryThresholds } from './gallery/gallery-thresholds';
import { Lookalikes } from './gallery/lookalikes';
import { Preferences } from './gallery/preferences';
import { storageShares } from './gallery/storage-shares';
import { PersonCopies } from './people/copying/person-copies';
import { Merges } from './people/merges';
import { People } from './people/people';
import { Photos } from './people/photos';
import { Comparer } from './recognition/comparer';
import { Corrections } from './recognition/corrections';
import { Expiry } from './recognition/expiry';
import { Identifier } from './recognition/identifier';
import { Ignoring } from './recognition/ignoring';
import { RecognitionDrawer } from './recognition/recognition-drawer';
import { RecognitionRemoval } from './recognition/recognition-removal';
import { Recognitions } from './recognition/recognitions';
import { Recognizer } from './recognition/recognizer';
import { Redescription } from './recognition/redescription/redescription';
import { RecognitionRestorer } from './recognition/restore-recognitions';
import { ResultSharing } from './recognition/result-sharing';
import type { RecognitionServices } from './recognition/services';
import { ThresholdSuggestions } from './recognition/suggest-threshold';
import { SureConfirmations } from './recognition/sure-confirmations';
import { FormerMembers } from './sharing/former-members';
import { Invitations } from './sharing/invitations';
import { Joining } from './sharing/joining';
import { Members } from './sharing/members';
import { OwnGalleries } from './sharing/own-galleries';
import type { SharingServices } from './sharing/services';
import type { Stores } from './storage/stores';
import { MEGABYTE } from './units';
import { loadAssets } from './web/assets/assets';
import { basePathOf } from './web/middleware/base-path';
import type { GuessLimits } from './web/middleware/guess-limits';
import { RateLimits } from './web/middleware/rate-limits';
import { RunningRequests } from './web/middleware/running-requests';
import { loadViews } from './web/pages/views';
import { PhotoResponses } from './web/responses/photo-responses';
import type { WebServices } from './web/services';
import { UploadSpace } from './web/uploads/upload-space';
import { Attempts } from './webhooks/attempts';
import { Deliveries } from './webhooks/deliveries';
import { Sender } from './webhooks/sender';
import { type Lookup, Targets } from './webhooks/sending/targets';
import type { WebhookServices } from './webhooks/services';
import { Webhooks } from './webhooks/webhooks';

/** What the services of every room are built on. */
export interface Ground {
  config: Readonly<Config>;
  log: Logger;
  catalog: Catalog;
  leases: Leases;
  stores: Stores;
  /** Temporary files of uploads and exports. Emptied at the start. */
  incomingFolder: string;
  engine: RunningEngine;
  sideThreads: SideThreads;
  /** Has `close()` run a service's end, before the ends of services that were built earlier. */
  onClose(end: () => Promise<void>): void;
}

/** How many photos a page sends at the same time (browser/core/upload-queue.js). The limit of a user must not be lower. */
const PAGE_SENDS = 2;

/**
 * How many photos of one user the engine takes at the same time: what two pages send, or enough for all workers and as many that wait,
 * as each that waits is in memory. Half of all at most, so that there is room for the others.
 */
const maxPhotosPerUser = ({ workers, queue }: Config) =>
  Math.max(PAGE_SENDS, workers, Math.min(2 * Math.max(PAGE_SENDS, workers), Math.floor((workers + queue) / 2)));

/** How much one user may upload at the same time: the largest zip, and beside it as many photos as a page sends. */
const maxUploadBytes = ({ limits }: Config) =>
  (limits.importMegabytes + PAGE_SENDS * limits.photosPerUpload * limits.photoMegabytes) * MEGABYTE;

/** The services of web/. */
export function createWeb(config: Readonly<Config>, incomingFolder: string, guesses: GuessLimits): WebServices {
  const assets = loadAssets(path.join(__dirname, 'browser'), basePathOf(config.publicUrl));
  const patienceMs = config.slowClientSeconds * 1000;
  return {
    assets,
    views: loadViews(__dirname, assets),
    rateLimits: new RateLimits(config.rates, guesses),
    running: new RunningRequests(patienceMs),
    incomingFolder,
    uploadSpace: new UploadSpace(incomingFolder, maxUploadBytes(config)),
    photoSlots: new UserSlots(maxPhotosPerUser(config), tooManyPhotosAtOnce),
    photoResponses: new PhotoResponses(patienceMs),
  };
}

/**
 * The services of auth/.
 * @param more.network whose descriptors count in new galleries
 * @throws StartError when the provider must not be used
 */
export async function createAuth(
  config: Readonly<Config>,
  log: Logger,
  catalog: Catalog,
  { network, guesses }: { network: string; guesses: GuessLimits },
  onClose: Ground['onClose'],
): Promise<AuthServices> {
  const appSecrets = await loadAppSecrets(config);
  const own = await startOwnSignIn(config, appSecrets, catalog, guesses);
  const provider = await Provider.start(config, log, own?.provider);
  onClose(() => provider.close());
  const users = new Users(catalog, network, config.people, config.ownAccounts);
  const passport = createPassport(users);
  const { publicUrl } = config;
  const apiKeys = new ApiKeys(catalog);
  return {
    appSecrets,
    provider,
    users,
    userBook: new UserBook(catalog, config),
    sessions: new SessionStore(catalog),
    passport,
    apiKeys,
    keyOpener: new KeyOpener(catalog, config, log),
    signIn: new SignIn({ passport, provider, users, publicUrl, groupsClaim: config.people.groupsClaim, log }),
    signOut: new SignOut(provider, publicUrl),
    own,
  };
}

/** The services of events/. */
export function createEvents({ config, log, catalog, onClose }: Ground): EventServices {
  const { days: eventDays, megabytes } = config.events;
  const audit = new AuditBook(catalog);
  const eventKeeping = new EventKeeping(catalog, audit, { eventDays, megabytes, auditDays: config.keepAuditDays }, log);
  onClose(() => eventKeeping.close());
  return {
    collections: new Collections(),
    eventWriter: new EventWriter(catalog, { megabytes }),
    eventCounts: new EventCounts(catalog),
    eventKeeping,
    audit,
  };
}

/** The services of gallery/, enrolment/ and people/. */
export function createGallery({ config, log, catalog, leases, stores, engine }: Ground) {
  stores.quota.shareBy(storageShares(catalog));
  const enrolled = new EnrolledPeople(catalog, log);
  const preferences = new Preferences(catalog, config);
  const thresholds = new GalleryThresholds(enrolled, config.match, engine.networks);
  const lookalikes = new Lookalikes(enrolled, thresholds);
  const drafts = new Drafts(catalog, stores.drafts, log);
  const entry = new FaceEntry(catalog, stores.uploads);
  const admission = new Admission({ catalog, enrolled, thresholds, entry });
  const enrolment = new Enrolment({ catalog, engine, drafts, admission, entry });
  const draftAnswers = new DraftAnswers({ drafts, admission });
  const photos = new Photos(catalog, stores.uploads, log);
  const people = new People({ catalog, photos, drafts });
  const merges = new Merges(catalog);
  const copies = new PersonCopies({ catalog, leases, engine, enrolment, photos, enrolled, thresholds });
  return {
    enrolled,
    preferences,
    thresholds,
    lookalikes,
    accessList: new AccessList(catalog),
    drafts,
    admission,
    draftAnswers,
    enrolment,
    photos,
    people,
    merges,
    copies,
  };
}

type GalleryGroup = ReturnType<typeof createGallery>;

/** The services of recognition/. */
export function createRecognition(
  { config, log, catalog, leases, stores, engine, sideThreads, onClose }: Ground,
  { enrolled, preferences, thresholds, lookalikes, enrolment, photos }: GalleryGroup,
): RecognitionServices {
  const recognitions = new Recognitions(catalog, stores.recognitions, preferences);
  const expiry = new Expiry(catalog, stores.recognitions, log);
  const identifier = new Identifier(catalog, enrolled);
  const recognizer = new Recognizer({ catalog, engine, recognitions, identifier, thresholds, enrolled });
  const kinds = { photo: stores.uploads, recognition: stores.recognitions, draft: stores.drafts };
  const redescription = new Redescription(
    { catalog, leases, engine, recognitions, stores: kinds, match: config.match },
    log,
  );
  onClose(() => redescription.close());
  return {
    redescription,
    recognitions,
    recognitionRemoval: new RecognitionRemoval(catalog, stores.recognitions),
    resultSharing: new ResultSharing(catalog),
    expiry,
    recognizer,
    corrections: new Corrections({ catalog, recognitions, enrolled, enrolment, photos, recognizer, redescription }),
    ignoring: new Ignoring(catalog, recognitions),
    sureConfirmations: new SureConfirmations(catalog, recognitions),
    comparer: new Comparer(engine, thresholds),
    drawer: new RecognitionDrawer(sideThreads),
    suggestions: new ThresholdSuggestions(enrolled, thresholds, lookalikes),
  };
}

/** The services of account/. */
export function createAccount(
  { config, log, catalog, leases, stores, incomingFolder, engine, sideThreads, onClose }: Ground,
  { users, own }: AuthServices,
  { enrolled, preferences, drafts, enrolment, merges, photos }: GalleryGroup,
  recognition: RecognitionServices,
  others: readonly GalleryPart[],
): AccountServices {
  const { uploads, recognitions, drafts: draftStore, imports: zips, quota } = stores;
  const sources = { catalog, photos: uploads, recognitions, drafts: draftStore, folder: incomingFolder };
  const restorer = new RecognitionRestorer(catalog, recognitions);
  const { limits } = config;
  const imports = new Imports(
    {
      ...{ catalog, engine, enrolment, drafts, leases, preferences, restorer },
      ...{ zips, quota, limits, incomingFolder, sideThreads },
    },
    log,
  );
  onClose(() => imports.close());
  const folders = new GalleryFolders(config.dataDir);
  const { recognitionRemoval } = recognition;
  const galleryRemoval = new GalleryRemoval({
    ...{ catalog, folders, imports, drafts, enrolled, merges, photos, quota, log },
    ...{ recognitionRemoval, others },
  });
  const accounts = new Accounts({
    ...{ catalog, users, quota, log, recognitionRemoval, removal: galleryRemoval },
    ownAccounts: own?.accounts,
  });
  return { accounts, galleryRemoval, exporter: new Exporter(sources, log), imports };
}

/**
 * The services of sharing/.
 * @param network whose descriptors count in new galleries
 */
export function createSharing(
  { catalog }: Ground,
  { apiKeys }: AuthServices,
  { recognitionRemoval }: RecognitionServices,
  network: string,
): SharingServices {
  const invitations = new Invitations(catalog);
  const formerMembers = new FormerMembers({ catalog, apiKeys, recognitionRemoval });
  return {
    invitations,
    formerMembers,
    ownGalleries: new OwnGalleries(catalog, network),
    members: new Members({ catalog, apiKeys, recognitionRemoval }),
    joining: new Joining(catalog),
  };
}

/**
 * The services of webhooks/. They send nothing before `sender.wake()`.
 * @param lookup finds the addresses of receivers
 */
export function createWebhooks({ config, log, catalog, leases, onClose }: Ground, lookup: Lookup): WebhookServices {
  const targets = new Targets(lookup, config.webhookAllowedHosts);
  const webhooks = new Webhooks(catalog, targets);
  const sender = new Sender(catalog, leases, new Attempts({ catalog, targets, log }), log);
  onClose(() => sender.close());
  const deliveries = new Deliveries(catalog, webhooks, sender);
  return { webhooks, deliveries, sender };
}
