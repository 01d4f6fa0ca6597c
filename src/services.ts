import { lookup } from 'node:dns/promises';
import { sql } from 'kysely';
import type { Logger } from 'pino';
import type { AccountNeeds } from './account/services';
import type { ActivityNeeds } from './activity/services';
import { Administration } from './admin/administration';
import type { AdminNeeds } from './admin/services';
import { Idempotency } from './api/protocol/idempotency';
import type { ApiNeeds } from './api/services';
import { forgetSetUpLinks } from './auth/own-accounts/set-up-link';
import { ExpiredSignIns } from './auth/own-accounts/stored-sign-ins';
import type { AuthNeeds, AuthServices } from './auth/services';
import { startBackups } from './backup/start-backups';
import { type Catalog, openCatalog } from './catalog/catalog';
import { startFaultOf } from './catalog/data-folder-faults';
import { lockDataDir, lockDataDirTogether } from './catalog/data-lock';
import { FIRST_NETWORK } from './catalog/descriptors';
import { Erasure } from './catalog/erasure';
import { Leases } from './catalog/leases';
import { Images } from './compreface/images';
import type { CompreFaceNeeds } from './compreface/services';
import { SideThreads } from './concurrency/side-thread';
import type { Config } from './config';
import type { RunningEngine } from './engine/contract';
import { EnginePool } from './engine/engine-pool';
import type { EnrolmentNeeds } from './enrolment/services';
import { noteEnded } from './events/kept-answers';
import { Housekeeper } from './housekeeping/housekeeper';
import { serveMetrics } from './metrics/metrics-server';
import type { MetricsNeeds } from './metrics/services';
import { startMetrics } from './metrics/start-metrics';
import type { PeopleNeeds } from './people/services';
import type { RecognitionNeeds } from './recognition/services';
import {
  createAccount,
  createAuth,
  createEvents,
  createGallery,
  createRecognition,
  createSharing,
  createWeb,
  createWebhooks,
  type Ground,
} from './service-groups';
import type { SharingNeeds, SharingServices } from './sharing/services';
import { openIncoming, removeIncoming } from './storage/incoming';
import { SharedSizes } from './storage/shared-sizes';
import { openStores } from './storage/stores';
import { startTracing } from './tracing/start-tracing';
import type { Tracing } from './tracing/tracing';
import { inCatalog, inMemory, PastGuesses } from './web/middleware/guess-limits';
import type { WebNeeds, WebServices } from './web/services';
import type { Lookup } from './webhooks/sending/targets';
import type { WebhookNeeds, WebhookServices } from './webhooks/services';

/** All services and what every room's controllers need. If something is missing, this doesn't compile. Each service is built once. */
export interface Services
  extends WebServices,
    WebNeeds,
    AuthServices,
    AuthNeeds,
    EnrolmentNeeds,
    PeopleNeeds,
    RecognitionNeeds,
    AccountNeeds,
    WebhookServices,
    WebhookNeeds,
    ActivityNeeds,
    AdminNeeds,
    SharingServices,
    SharingNeeds,
    MetricsNeeds,
    ApiNeeds,
    CompreFaceNeeds {
  config: Readonly<Config>;
  log: Logger;
  catalog: Catalog;
  erasure: Erasure;
  /** Undefined when nothing is traced. */
  tracing: Tracing | undefined;
  /** Ends everything that runs or is open, in reverse order of its start. */
  close(): Promise<void>;
}

/** Parts of the app that a caller may replace. */
export interface ServiceOptions {
  /** Starts the engine that describes photos. By default it runs in processes of its own. */
  startEngine?: (config: Readonly<Config>, log: Logger) => Promise<RunningEngine>;
  /** Finds the addresses of the receivers of webhooks. By default the system does. */
  lookupReceiver?: Lookup;
}

/**
 * Builds the services, each on the ones before it. When one fails, those already built are closed.
 * @throws the first failure: a data folder in use, damaged weights, a catalog that can't be opened, a provider that must not be used
 */
export async function createServices(
  config: Readonly<Config>,
  log: Logger,
  { startEngine = EnginePool.start, lookupReceiver = lookUp }: ServiceOptions = {},
): Promise<Services> {
  const ends: Array<() => Promise<void>> = [];
  const onClose = (end: () => Promise<void>) => void ends.push(end);
  const close = async () => {
    for (const end of ends.splice(0).reverse()) await end();
  };
  let starting: Promise<RunningEngine> | undefined;
  try {
    const isShared = config.processes > 1;
    const lock = await (isShared ? lockDataDirTogether : lockDataDir)(config.dataDir);
    onClose(async () => lock.close());
    starting = startEngine(config, log); // other cores load and check the networks meanwhile
    starting.catch(() => undefined); // it is waited for below
    const erasure = new Erasure();
    const tracing = startTracing(config, log);
    onClose(async () => tracing?.close());
    const catalog = await openCatalog(config.dataDir, erasure, {
      onStatement: tracing?.onStatement,
      mayMigrate: lock.isAlone,
    });
    onClose(() => catalog.destroy());
    const leases = new Leases(catalog);
    if (lock.isAlone) {
      // Whatever other processes had begun, they are dead.
      await leases.endAll();
      await noteEnded(catalog);
      await forgetSetUpLinks(catalog);
      await new SharedSizes(catalog).forget(); // a file may have been written or removed without being counted
    }
    const incomingFolder = await openIncoming(config.dataDir, isShared, lock.isAlone);
    if (isShared) {
      onClose(() => removeIncoming(incomingFolder));
      lock.share();
    }

    const metrics = startMetrics(config);
    onClose(async () => metrics?.close());
    metrics?.measureSizes(catalog, config);
    if (metrics && config.metrics?.port) onClose(await serveMetrics(metrics, config.metrics.port, config.metrics.host));
    const guesses = isShared ? inCatalog(catalog) : inMemory;
    const web = createWeb(config, incomingFolder, guesses);
    const started = await starting;
    onClose(() => started.close());
    const measured = metrics?.measure(started) ?? started;
    const engine = tracing?.trace(measured) ?? measured;
    const auth = await createAuth(config, log, catalog, { network: preferredOf(engine), guesses }, onClose);
    const sideThreads = new SideThreads(log);
    onClose(() => sideThreads.close());
    const stores = openStores(config, isShared ? new SharedSizes(catalog) : undefined);
    const ground: Ground = { config, log, catalog, leases, stores, incomingFolder, engine, sideThreads, onClose };
    const events = createEvents(ground);
    const gallery = createGallery(ground);
    const recognition = createRecognition(ground, gallery);
    const webhooks = createWebhooks(ground, lookupReceiver);
    const sharing = createSharing(ground, auth, recognition, preferredOf(engine));
    const idempotency = new Idempotency(catalog);
    const account = createAccount(ground, auth, gallery, recognition, [webhooks.webhooks, idempotency]);
    const { accounts, galleryRemoval, imports } = account;
    const { photos, merges, drafts } = gallery;
    const { expiry } = recognition;
    const housekeeper = new Housekeeper(
      { catalog, leases, log },
      {
        kept: {
          ...{ galleries: galleryRemoval, accounts, events: events.eventKeeping, merges, drafts, results: expiry },
          ...{ webhooks: webhooks.deliveries, imports, keys: auth.apiKeys, requests: idempotency },
          signIns: new ExpiredSignIns(catalog),
          guesses: new PastGuesses(catalog),
          ...{ invitations: sharing.invitations, members: sharing.formerMembers },
        },
        swept: { photos, drafts, results: expiry, imports },
      },
    );
    if (!isShared) {
      await housekeeper.runAlone();
      await erasure.done(); // what was left to be deleted is gone before anybody is served
      await imports.resumeAll();
    } else imports.resumeOthers();
    housekeeper.start(isShared);
    onClose(() => housekeeper.close());
    webhooks.sender.wake();
    const backups = startBackups(config, log);
    onClose(async () => backups?.close());

    const isReady = async () => {
      await sql`select 1`.execute(catalog);
      return engine.isReady();
    };
    const signInHealth = () => auth.provider.health();
    const app = { config, log, catalog, erasure, isReady, signInHealth, close };
    return {
      ...app,
      ...web,
      ...auth,
      ...events,
      ...gallery,
      ...recognition,
      ...account,
      ...webhooks,
      administration: new Administration({
        ...{ catalog, accounts, userBook: auth.userBook },
        ownAccounts: auth.own?.accounts,
      }),
      ...sharing,
      newDescriptions: recognition.redescription,
      switchedOff: webhooks.webhooks,
      engine,
      idempotency,
      images: new Images(catalog),
      metrics,
      tracing,
    };
  } catch (error) {
    // The first failure is the one to report: closing on a failing disk may fail as well.
    await close().catch((failure) => log.warn({ err: failure }, 'failed to close after a failed start'));
    // It may have been starting still; closed twice, it only ends once.
    await starting?.then((engine) => engine.close()).catch(() => undefined);
    throw startFaultOf(config.dataDir, error);
  }
}

/** Finds all addresses of a host as the system does. */
const lookUp: Lookup = (host) => lookup(host, { all: true });

/** The network whose descriptors count in new galleries. */
const preferredOf = ({ networks: [preferred] }: RunningEngine): string => preferred?.id ?? FIRST_NETWORK;
