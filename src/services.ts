import { lookup } from 'node:dns/promises';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { sql } from 'kysely';
import type { Logger } from 'pino';
import type { AccountNeeds } from './account/services';
import type { ActivityNeeds } from './activity/services';
import { Administration } from './admin/administration';
import type { AdminNeeds } from './admin/services';
import { Idempotency } from './api/protocol/idempotency';
import type { ApiNeeds } from './api/services';
import type { AuthNeeds, AuthServices } from './auth/services';
import { startBackups } from './backup/start-backups';
import { type Catalog, openCatalog } from './catalog/catalog';
import { lockDataDir, startFaultOf } from './catalog/data-lock';
import { FIRST_NETWORK } from './catalog/descriptors';
import { Erasure } from './catalog/erasure';
import { Images } from './compreface/images';
import type { CompreFaceNeeds } from './compreface/services';
import { SideThreads } from './concurrency/side-thread';
import type { Config } from './config';
import type { RunningEngine } from './engine/contract';
import { EnginePool } from './engine/engine-pool';
import type { EnrolmentNeeds } from './enrolment/services';
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
import { openStores } from './storage/stores';
import { startTracing } from './tracing/start-tracing';
import type { Tracing } from './tracing/tracing';
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
    const lock = await lockDataDir(config.dataDir);
    onClose(async () => lock.close());
    starting = startEngine(config, log); // other cores load and check the networks meanwhile
    starting.catch(() => undefined); // it is waited for below
    const erasure = new Erasure();
    const tracing = startTracing(config, log);
    onClose(async () => tracing?.close());
    const catalog = await openCatalog(config.dataDir, erasure, tracing?.onStatement);
    onClose(() => catalog.destroy());
    const incomingFolder = await emptyFolder(path.join(config.dataDir, 'incoming'));

    const metrics = startMetrics(config);
    onClose(async () => metrics?.close());
    metrics?.measureSizes(catalog, config);
    if (metrics && config.metrics?.port) onClose(await serveMetrics(metrics, config.metrics.port, config.metrics.host));
    const web = createWeb(config, incomingFolder);
    const started = await starting;
    onClose(() => started.close());
    const measured = metrics?.measure(started) ?? started;
    const engine = tracing?.trace(measured) ?? measured;
    const auth = await createAuth(config, log, catalog, preferredOf(engine), onClose);
    const sideThreads = new SideThreads(log);
    onClose(() => sideThreads.close());
    const stores = openStores(config);
    const ground: Ground = { config, log, catalog, stores, incomingFolder, engine, sideThreads, onClose };
    const events = createEvents(ground);
    const gallery = createGallery(ground);
    const recognition = createRecognition(ground, gallery);
    const webhooks = createWebhooks(ground, lookupReceiver);
    const sharing = createSharing(ground, auth, recognition, preferredOf(engine));
    const idempotency = new Idempotency(catalog, log);
    onClose(() => idempotency.close());
    const account = createAccount(ground, auth, gallery, recognition, [webhooks.webhooks, idempotency]);
    const { accounts, galleryRemoval, imports } = account;
    const { photos, merges, drafts } = gallery;
    const kept = [
      galleryRemoval,
      accounts,
      events.eventKeeping,
      photos,
      merges,
      drafts,
      recognition.expiry,
      webhooks.webhooks,
      imports,
      auth.apiKeys,
      sharing.invitations,
      sharing.formerMembers,
      idempotency,
    ];
    for (const each of kept) await each.tidy();
    await erasure.done(); // what was left to be deleted is gone before anybody is served
    await imports.resumeAll();
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

/** Makes a folder and removes what a crashed run has left in it. @returns its path */
async function emptyFolder(folder: string): Promise<string> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { mode: 0o700 });
  return folder;
}
