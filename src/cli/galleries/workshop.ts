import { lookup } from 'node:dns/promises';
import { Accounts } from '../../account/accounts';
import { GalleryFolders } from '../../account/gallery-folders';
import { GalleryRemoval } from '../../account/gallery-removal';
import { Imports } from '../../account/import/imports';
import { Idempotency } from '../../api/protocol/idempotency';
import { OwnAccounts } from '../../auth/own-accounts/own-accounts';
import { Users } from '../../auth/users';
import type { Catalog } from '../../catalog/catalog';
import { FIRST_NETWORK } from '../../catalog/descriptors';
import { Leases } from '../../catalog/leases';
import { SideThreads } from '../../concurrency/side-thread';
import type { Config } from '../../config';
import { EnginePool } from '../../engine/engine-pool';
import { Identifier } from '../../recognition/identifier';
import { RecognitionRemoval } from '../../recognition/recognition-removal';
import { Recognitions } from '../../recognition/recognitions';
import { Recognizer } from '../../recognition/recognizer';
import { RecognitionRestorer } from '../../recognition/restore-recognitions';
import { createGallery, createWebhooks, type Ground } from '../../service-groups';
import { openStores } from '../../storage/stores';
import { logTo } from '../log-to';
import type { Terminal } from '../terminal';

/** What the app does in galleries, for commands: without pages, sign-in, and what the app does by itself. */
export interface Workshop {
  recognizer: Recognizer;
  imports: Imports;
  accounts: Accounts;
}

/** What a workshop is built on. */
interface Place {
  catalog: Catalog;
  config: Readonly<Config>;
  terminal: Terminal;
  /** Temporary files, for commands that have any. */
  incomingFolder: string;
}

/** Builds a workshop, and ends what runs in it before this resolves. */
export async function inWorkshop<Result>(
  { catalog, config, terminal, incomingFolder }: Place,
  work: (workshop: Workshop) => Promise<Result>,
): Promise<Result> {
  const ends: Array<() => Promise<void>> = [];
  const onClose = (end: () => Promise<void>) => void ends.push(end);
  const log = logTo(terminal, config.logLevel);
  try {
    const engine = await EnginePool.start(config, log);
    onClose(() => engine.close());
    const sideThreads = new SideThreads(log);
    onClose(() => sideThreads.close());
    const stores = openStores(config);
    const leases = new Leases(catalog);
    return await work(build({ config, log, catalog, leases, stores, incomingFolder, engine, sideThreads, onClose }));
  } finally {
    for (const end of ends.reverse()) await end();
  }
}

function build(ground: Ground): Workshop {
  const { config, log, catalog, leases, stores, engine, incomingFolder, sideThreads, onClose } = ground;
  const { enrolled, preferences, thresholds, enrolment, drafts, merges, photos } = createGallery(ground);
  const recognitions = new Recognitions(catalog, stores.recognitions, preferences);
  const recognitionRemoval = new RecognitionRemoval(catalog, stores.recognitions);
  const imports = new Imports(
    {
      ...{ catalog, engine, enrolment, drafts, leases, preferences, sideThreads, incomingFolder },
      ...{ restorer: new RecognitionRestorer(catalog, stores.recognitions), zips: stores.imports },
      ...{ quota: stores.quota, limits: config.limits },
    },
    log,
  );
  onClose(() => imports.close());
  const { webhooks } = createWebhooks(ground, (host) => lookup(host, { all: true }));
  const removal = new GalleryRemoval({
    ...{ catalog, imports, drafts, recognitionRemoval, enrolled, merges, photos, log },
    ...{
      folders: new GalleryFolders(config.dataDir),
      quota: stores.quota,
      others: [webhooks, new Idempotency(catalog)],
    },
  });
  const network = engine.networks[0]?.id ?? FIRST_NETWORK;
  const users = new Users(catalog, network, config.people, config.ownAccounts);
  return {
    imports,
    recognizer: new Recognizer({
      catalog,
      engine,
      recognitions,
      thresholds,
      enrolled,
      identifier: new Identifier(catalog, enrolled),
    }),
    accounts: new Accounts({
      ...{ catalog, removal, recognitionRemoval, users, log, quota: stores.quota },
      ownAccounts: config.ownAccounts ? new OwnAccounts(catalog) : undefined,
    }),
  };
}
