import { setTimeout as pause } from 'node:timers/promises';
import type { FileResult } from '../../account/import/import-results';
import type { ImportProgress, Imports } from '../../account/import/imports';
import { presentFile } from '../../api/imports/present-import';
import { isFault, roleTooWeak } from '../../errors';
import { actAs } from '../../events/actor';
import type { Gallery } from '../../gallery/galleries';
import { isAtLeast } from '../../gallery/memberships';
import { inDataFolder } from '../at-server';
import type { CommandContext } from '../command-context';
import { CommandError } from '../command-error';
import { EXIT } from '../exit-codes';
import type { Terminal } from '../terminal';
import { type BroughtZip, withZip } from './bring-zip';
import { findOpened, type Meant } from './find-viewer';
import { inWorkshop } from './workshop';

export interface ImportOptions extends Meant {
  json?: boolean;
}

const LOOK_MS = 250;
const RESULTS_AT_ONCE = 1000;

/** The end of an import. */
interface Done {
  progress: ImportProgress;
  results: FileResult[];
}

/**
 * Imports a zip or a folder into a gallery, as its user and by the rules of the page.
 * @throws {CommandError} when it failed, or some photos were refused
 */
export async function importPhotos(
  source: string,
  options: ImportOptions,
  { terminal, readSettings }: CommandContext,
): Promise<void> {
  const { config } = readSettings();
  await inDataFolder(config, async (catalog, incomingFolder) => {
    const { gallery, role, userId } = await findOpened(catalog, config, options);
    if (!isAtLeast(role, 'editor')) throw roleTooWeak('editor');
    // First, as it may be wrong, and the engine takes a second to start.
    await withZip(source, incomingFolder, terminal, (zip) =>
      inWorkshop({ catalog, config, terminal, incomingFolder }, ({ imports }) =>
        actAs({ userId, key: null, address: null }, async () => {
          const done = await runImport(imports, gallery, zip, terminal).catch((error) => {
            throw isFault(error, 'zip_without_photos') ? new CommandError(`There are no photos in ${source}.`) : error;
          });
          report(done, zip, options, terminal);
        }),
      ),
    );
  });
}

async function runImport(
  imports: Imports,
  gallery: Gallery,
  { file, name }: BroughtZip,
  terminal: Terminal,
): Promise<Done> {
  const id = await imports.begin(gallery, name, file, true, terminal.signal);
  const required = async () => {
    const found = await imports.find(gallery, id);
    if (!found) throw new CommandError('The import was deleted meanwhile.');
    return found;
  };
  let found = await required();
  const bar = terminal.progress('Adding photos', found.total);
  try {
    for (; found.isActive && !terminal.signal.aborted; found = await required()) {
      bar.update(finishedOf(found));
      await pause(LOOK_MS, undefined, { signal: terminal.signal }).catch(() => undefined);
    }
  } finally {
    bar.end();
  }
  if (!terminal.signal.aborted) return { progress: found, results: await resultsOf(imports, found) };
  await imports.remove(gallery, id);
  const { added } = found.tally;
  throw new CommandError(
    `${added} of ${found.total} photos have been added. To go on, import the same again: what was added is known.`,
  );
}

const finishedOf = ({ tally }: ImportProgress) => Object.values(tally).reduce((sum, count) => sum + count, 0);

async function resultsOf(imports: Imports, found: ImportProgress): Promise<FileResult[]> {
  const results: FileResult[] = [];
  for (;;) {
    const some = await imports.results(found, RESULTS_AT_ONCE, results.length);
    results.push(...some);
    if (some.length < RESULTS_AT_ONCE) return results;
  }
}

function report(
  { progress, results }: Done,
  { unreadable }: BroughtZip,
  { json }: ImportOptions,
  terminal: Terminal,
): void {
  const { tally, passedOver, leftOut, state, message } = progress;
  const refused = tally.refused + unreadable.length;
  if (json) terminal.printJson({ ...tally, passedOver, leftOut, unreadable, message, files: results.map(presentFile) });
  else {
    for (const each of results) if (each.outcome === 'refused') terminal.note(`${each.file}: ${each.message}`);
    for (const each of unreadable) terminal.note(`${each}: This user may not read it.`);
    for (const line of summaryOf(progress)) terminal.print(line);
  }
  if (state === 'failed') throw new CommandError(`The import stopped. ${message ?? ''}`.trim());
  if (refused > 0 && tally.added + tally.draft + tally.known === 0)
    throw new CommandError('None of the photos was added.');
  if (refused > 0) throw new CommandError(`${refused} of the photos couldn't be added.`, EXIT.partly);
}

function summaryOf({ tally, passedOver, leftOut, message, state }: ImportProgress): string[] {
  const lines = [
    `${tally.added} added`,
    tally.known > 0 && `${tally.known} there already`,
    tally.draft > 0 && `${tally.draft} to be looked at, on the page “Photos to review”`,
    leftOut > 0 && `${leftOut} left out, as their folder doesn’t look like a name`,
    passedOver > 0 && `${passedOver} passed over, which programs put beside photos`,
  ].filter((line) => typeof line === 'string');
  return state === 'done' && message ? [...lines, message] : lines;
}
