import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { sql } from 'kysely';
import type { Logger } from 'pino';
import { Accounts } from './account/accounts';
import { Exporter } from './account/export/exporter';
import { Imports } from './account/import/imports';
import type { AccountNeeds } from './account/services';
import { UserFolders } from './account/user-folders';
import { loadAppSecrets } from './auth/app-secrets';
import { createPassport } from './auth/passport';
import { Provider } from './auth/provider';
import type { AuthNeeds, AuthServices } from './auth/services';
import { SessionStore } from './auth/session-store';
import { SignIn } from './auth/sign-in';
import { SignOut } from './auth/sign-out';
import { Users } from './auth/users';
import { type Catalog, openCatalog } from './catalog/catalog';
import { lockDataDir, startFaultOf } from './catalog/data-lock';
import { UserSlots } from './concurrency/user-slots';
import type { Config } from './config';
import type { RunningEngine } from './engine/contract';
import { EnginePool } from './engine/engine-pool';
import { Drafts } from './enrolment/drafts';
import { Enrolment } from './enrolment/enrolment';
import type { EnrolmentNeeds } from './enrolment/services';
import { tooManyPhotosAtOnce } from './errors';
import { EnrolledPeople } from './gallery/enrolled-people';
import { Preferences } from './gallery/preferences';
import { Verdicts } from './gallery/verdicts';
import { Merges } from './people/merges';
import { People } from './people/people';
import { Photos } from './people/photos';
import type { PeopleNeeds } from './people/services';
import { Corrections } from './recognition/corrections';
import { Expiry } from './recognition/expiry';
import { Identifier } from './recognition/identifier';
import { RecognitionDrawer } from './recognition/recognition-drawer';
import { Recognitions } from './recognition/recognitions';
import { Recognizer } from './recognition/recognizer';
import type { RecognitionNeeds } from './recognition/services';
import { ThresholdSuggestions } from './recognition/suggest-threshold';
import { openStores } from './storage/stores';
import { loadAssets } from './web/assets/assets';
import { RateLimits } from './web/middleware/rate-limits';
import { loadViews } from './web/pages/views';
import { PhotoResponses } from './web/responses/photo-responses';
import type { WebNeeds, WebServices } from './web/services';

/** What every room gives and needs: where something is missing, this doesn't compile. Each service is built once. */
export interface Services
  extends WebServices,
    WebNeeds,
    AuthServices,
    AuthNeeds,
    EnrolmentNeeds,
    PeopleNeeds,
    RecognitionNeeds,
    AccountNeeds {
  config: Readonly<Config>;
  log: Logger;
  catalog: Catalog;
  close(): Promise<void>;
}

/** What an app may be given instead of the usual. */
export interface ServiceOptions {
  /** Starts the engine that describes photos; in worker threads of this process, unless given. */
  startEngine?: (config: Readonly<Config>, log: Logger) => Promise<RunningEngine>;
}

/** Photos that a page sends at the same time (browser/enrolment/upload-queue.js): it must not refuse itself, on one core either. */
const PAGE_SENDS = 2;

/** How many photos of one user the engine takes: half of all, so that there is room for the others. */
const maxPhotosPerUser = ({ workers, queue }: Config) =>
  Math.max(PAGE_SENDS, workers, Math.floor((workers + queue) / 2));

/**
 * Builds the services, each on the ones before it. When one fails, those already built are closed.
 * @throws what the first failing one says: a data folder in use, damaged weights, a catalogue that can't be opened, a provider that lies
 */
export async function createServices(
  config: Readonly<Config>,
  log: Logger,
  { startEngine = EnginePool.start }: ServiceOptions = {},
): Promise<Services> {
  const closers: Array<() => Promise<void>> = [];
  const close = async () => {
    for (const closeOne of closers.splice(0).reverse()) await closeOne();
  };
  try {
    const lock = await lockDataDir(config.dataDir);
    closers.push(async () => lock.close());
    const catalog = await openCatalog(config.dataDir);
    closers.push(() => catalog.destroy());
    const appSecrets = await loadAppSecrets(config);
    const incomingFolder = path.join(config.dataDir, 'incoming');
    await rm(incomingFolder, { recursive: true, force: true }); // what a crashed run left
    await mkdir(incomingFolder, { mode: 0o700 });

    const rateLimits = new RateLimits(config.rates);
    const photoSlots = new UserSlots(maxPhotosPerUser(config), tooManyPhotosAtOnce);
    const photoResponses = new PhotoResponses();
    const assets = loadAssets(path.join(__dirname, 'browser'));
    const views = loadViews(__dirname, assets);

    const provider = await Provider.start(config, log);
    closers.push(() => provider.close());
    const users = new Users(catalog);
    const sessions = new SessionStore(catalog);
    const passport = createPassport(users);
    const signIn = new SignIn({ passport, provider, users, publicUrl: config.publicUrl });
    const signOut = new SignOut(provider, config.publicUrl);

    const engine = await startEngine(config, log);
    closers.push(() => engine.close());
    const enrolled = new EnrolledPeople(catalog, log);
    const preferences = new Preferences(catalog, config);
    const stores = openStores(config);
    const drafts = new Drafts(catalog, stores.drafts, log);
    closers.push(() => drafts.close());
    const enrolment = new Enrolment({ catalog, store: stores.uploads, engine, enrolled, drafts, preferences });
    const photos = new Photos(catalog, stores.uploads, enrolled, log);
    const people = new People({ catalog, enrolled, photos, drafts });
    const merges = new Merges(catalog, enrolled, log);
    closers.push(() => merges.close());
    const recognitions = new Recognitions(catalog, stores.recognitions, preferences);
    const expiry = new Expiry(catalog, stores.recognitions, log);
    closers.push(() => expiry.close());
    const verdicts = new Verdicts(catalog);
    const recognizer = new Recognizer({
      engine,
      recognitions,
      identifier: new Identifier(enrolled, verdicts),
      preferences,
    });
    const drawer = new RecognitionDrawer();
    const corrections = new Corrections({ catalog, recognitions, verdicts, enrolled, enrolment, photos });
    const suggestions = new ThresholdSuggestions(enrolled, config.match.sure);
    const exporter = new Exporter(
      {
        catalog,
        photos: stores.uploads,
        recognitions: stores.recognitions,
        drafts: stores.drafts,
        folder: incomingFolder,
      },
      log,
    );
    const kept = { recognitions: stores.recognitions, zips: stores.imports };
    const imports = new Imports(
      { catalog, engine, enrolment, drafts, preferences, ...kept, limits: config.limits },
      log,
    );
    closers.push(() => imports.close());
    const accounts = new Accounts({
      catalog,
      folders: new UserFolders(config.dataDir),
      imports,
      enrolled,
      photos,
      quota: stores.quota,
      log,
    });
    for (const each of [accounts, photos, merges, drafts, expiry, imports]) await each.tidy();
    await imports.resumeAll();

    const isReady = async () => {
      await sql`select 1`.execute(catalog);
      return engine.isReady();
    };
    const ofApp = { config, log, catalog, isReady, close };
    const ofWeb = { assets, views, rateLimits, incomingFolder, photoSlots, photoResponses };
    const ofAuth = { appSecrets, provider, users, sessions, passport, signIn, signOut };
    const ofGallery = { preferences, drafts, enrolment, people, photos, merges };
    const ofRecognition = { recognizer, recognitions, drawer, expiry, corrections, suggestions };
    const ofAccount = { accounts, exporter, imports };
    return { ...ofApp, ...ofWeb, ...ofAuth, ...ofGallery, ...ofRecognition, ...ofAccount };
  } catch (error) {
    // What can't be closed on a failing disk is not why it could not be opened.
    await close().catch((failure) => log.warn({ err: failure }, 'failed to close after a failed start'));
    throw startFaultOf(config.dataDir, error);
  }
}
