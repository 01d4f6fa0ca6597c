import { createWriteStream, existsSync } from 'node:fs';
import { mkdtemp, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import filenamify from 'filenamify';
import { Exporter } from '../../account/export/exporter';
import type { Catalog } from '../../catalog/catalog';
import type { Config } from '../../config';
import { actAs } from '../../events/actor';
import { openStores } from '../../storage/stores';
import { MEGABYTE } from '../../units';
import { withCatalog } from '../at-server';
import type { CommandContext } from '../command-context';
import { CommandError } from '../command-error';
import { logTo } from '../log-to';
import type { Terminal } from '../terminal';
import { findOpened, type Meant, type Opened } from './find-viewer';

export interface ExportOptions extends Meant {
  force?: boolean;
  json?: boolean;
}

/**
 * Exports a gallery, with its user's own results, into a zip: all of it or, after a fault, nothing.
 * @param target the zip's path; undefined for a name by the gallery and the day, in this folder
 * @throws {CommandError} when there is such a file already, or the zip can't be written
 */
export async function exportGallery(
  target: string | undefined,
  options: ExportOptions,
  { terminal, readSettings }: CommandContext,
): Promise<void> {
  const { config } = readSettings();
  await withCatalog(config.dataDir, async (catalog) => {
    const opened = await findOpened(catalog, config, options);
    const file = path.resolve(target ?? nameFor(opened));
    if (existsSync(file) && !options.force)
      throw new CommandError(`${file} exists already: take another name, or --force to replace it.`);
    const bytes = await writeBeside(file, (folder) => writeZip({ catalog, config, opened, folder, terminal }));
    if (options.json) terminal.printJson({ file, bytes });
    else
      terminal.print(`${opened.gallery.name} of ${opened.userName} is in ${file} (${Math.ceil(bytes / MEGABYTE)} MB).`);
  });
}

function nameFor({ gallery, userName, userId }: Opened): string {
  const owner = gallery.personalOf === userId ? userName : gallery.name;
  const name = filenamify(owner, { replacement: '-', maxLength: 40 });
  return `familiar-faces ${name} ${new Date().toISOString().slice(0, 10)}.zip`;
}

/** Makes a file in a temporary folder beside its place, and moves it there once it is whole. */
async function writeBeside(
  file: string,
  write: (folder: string) => Promise<{ made: string; bytes: number }>,
): Promise<number> {
  const folder = await mkdtemp(path.join(path.dirname(file), '.familiar-faces-')).catch((error) => {
    throw new CommandError(`${path.dirname(file)} can't be written to (${error.code}): export to another folder.`);
  });
  try {
    const { made, bytes } = await write(folder);
    await rename(made, file);
    return bytes;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface ZipJob {
  catalog: Catalog;
  config: Readonly<Config>;
  opened: Opened;
  folder: string;
  terminal: Terminal;
}

async function writeZip({
  catalog,
  config,
  opened,
  folder,
  terminal,
}: ZipJob): Promise<{ made: string; bytes: number }> {
  const { gallery, userId } = opened;
  const { uploads, recognitions, drafts, quota } = openStores(config);
  const made = path.join(folder, 'export.zip');
  const expected = Math.ceil((await quota.bytesOf(gallery.folder)) / MEGABYTE);
  const log = logTo(terminal, config.logLevel);
  const exporter = new Exporter({ catalog, photos: uploads, recognitions, drafts, folder }, log);
  const zip = await actAs({ userId, key: null, address: null }, () => exporter.begin({ gallery, userId }));
  const progress = terminal.progress('Writing megabytes', expected);
  let bytes = 0;
  const count = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      progress.update(Math.min(Math.floor(bytes / MEGABYTE), expected));
      done(null, chunk);
    },
  });
  try {
    await pipeline(zip, count, createWriteStream(made, { flags: 'wx', mode: 0o600 }), { signal: terminal.signal });
    await sync(made);
    return { made, bytes };
  } finally {
    progress.end();
  }
}

/** Has the disk keep a file before it gets its name. */
async function sync(file: string): Promise<void> {
  const handle = await open(file, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
