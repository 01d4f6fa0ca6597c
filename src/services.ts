import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { sql } from 'kysely';
import type { Logger } from 'pino';
import { loadAppSecrets } from './auth/app-secrets';
import { Provider } from './auth/provider';
import { Users } from './auth/users';
import { type Catalog, openCatalog } from './catalog/catalog';
import { lockDataDir } from './catalog/data-lock';
import type { Config } from './config';
import { EnginePool } from './engine/engine-pool';
import { EnrolledPeople } from './images/enrolled-people';
import { Gallery } from './images/gallery';
import { PhotoStore } from './photos/photo-store';
import { Recognizer } from './recognition/recognizer';
import { type Assets, loadAssets } from './web/assets';
import { loadViews, type Views } from './web/views';

/** Everything that controllers work with; each is built once. */
export interface Services {
  config: Readonly<Config>;
  log: Logger;
  appSecrets: readonly string[];
  /** Where uploads lie while their request lasts. */
  incomingFolder: string;
  assets: Assets;
  views: Views;
  catalog: Catalog;
  provider: Provider;
  users: Users;
  gallery: Gallery;
  recognizer: Recognizer;
  isReady(): Promise<boolean>;
  close(): Promise<void>;
}

/**
 * Builds the services, each on the ones before it. When one fails, those already built are closed.
 * @throws what the first failing one says: a data folder in use, damaged weights, a catalogue that can't be opened, a provider that lies
 */
export async function createServices(config: Readonly<Config>, log: Logger): Promise<Services> {
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

    const assets = loadAssets(path.join(__dirname, 'web', 'assets'));
    const views = loadViews(__dirname, assets);

    const provider = await Provider.start(config, log);
    closers.push(() => provider.close());
    const users = new Users(catalog);

    const engine = await EnginePool.start(config, log);
    closers.push(() => engine.close());
    const enrolled = new EnrolledPeople(catalog, log);
    const gallery = new Gallery(catalog, new PhotoStore(path.join(config.dataDir, 'uploads')), engine, enrolled, log);
    const recognizer = new Recognizer(catalog, new PhotoStore(path.join(config.dataDir, 'recognitions')), engine, enrolled, config, log);
    closers.push(() => recognizer.close());
    await gallery.tidy();
    await recognizer.tidy();

    const isReady = async () => {
      await sql`select 1`.execute(catalog);
      return engine.isReady;
    };
    return { config, log, appSecrets, incomingFolder, assets, views, catalog, provider, users, gallery, recognizer, isReady, close };
  } catch (error) {
    await close();
    throw error;
  }
}
