import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { presentFace, presentSize } from '../../api/recognitions/present';
import type { Config } from '../../config';
import { type Fault, isFault, photoTooLarge } from '../../errors';
import { actAs } from '../../events/actor';
import { certaintyOf } from '../../recognition/candidates';
import type { Recognized } from '../../recognition/recognizer';
import { MEGABYTE } from '../../units';
import { withCatalog } from '../at-server';
import type { CommandContext } from '../command-context';
import { CommandError } from '../command-error';
import { EXIT } from '../exit-codes';
import { findOpened, type Meant, type Opened } from './find-viewer';
import { inOrder } from './in-order';
import { inWorkshop, type Workshop } from './workshop';

/** How many of the nearest people are told of each face, in JSON. */
const CANDIDATES = 3;

export interface RecognizeOptions extends Meant {
  json?: boolean;
}

/** What was found in a photo, or why nothing was. */
type Outcome = { file: string; recognized: Recognized } | { file: string; fault: Pick<Fault, 'id' | 'message'> };

/**
 * Prints who is in photos, one line each, in their order.
 * @throws {CommandError} when some of them, or all, couldn't be read
 */
export async function recognize(
  files: readonly string[],
  options: RecognizeOptions,
  { terminal, readSettings }: CommandContext,
): Promise<void> {
  const { config } = readSettings();
  const { signal } = terminal;
  const failed = await withCatalog(config.dataDir, async (catalog) => {
    const opened = await findOpened(catalog, config, options);
    const incomingFolder = path.join(config.dataDir, 'incoming');
    return inWorkshop({ catalog, config, terminal, incomingFolder }, async (workshop) => {
      const look = (file: string) => recognizeOne(workshop, opened, file, config, signal);
      const progress = terminal.progress('Looking at photos', files.length > 1 ? files.length : 0);
      let [done, bad] = [0, 0];
      try {
        for await (const outcome of inOrder(files, config.workers, look)) {
          if ('fault' in outcome) bad++;
          if (options.json) terminal.printJson(await recordOf(workshop, opened, outcome));
          else if ('fault' in outcome) terminal.note(`${outcome.file}: ${outcome.fault.message}`);
          else terminal.print(`${outcome.file}: ${namesIn(outcome.recognized)}`);
          progress.update(++done);
        }
      } finally {
        progress.end();
      }
      return bad;
    });
  });
  if (failed === files.length) throw new CommandError('None of these could be read as a photo.');
  if (failed > 0) throw new CommandError(`${failed} of ${files.length} couldn't be read as a photo.`, EXIT.partly);
}

async function recognizeOne(
  { recognizer }: Workshop,
  { gallery, userId }: Opened,
  file: string,
  { limits }: Config,
  signal: AbortSignal,
): Promise<Outcome> {
  signal.throwIfAborted();
  try {
    const bytes = await readPhoto(file, limits.photoMegabytes);
    const work = () => recognizer.recognize(gallery, bytes, { candidates: CANDIDATES, signal });
    return { file, recognized: await actAs({ userId, key: null, address: null }, work) };
  } catch (error) {
    signal.throwIfAborted();
    if (isFault(error)) return { file, fault: error };
    if (error instanceof UnreadableFile) return { file, fault: { id: 'no_file', message: error.message } };
    throw error;
  }
}

class UnreadableFile extends Error {}

async function readPhoto(file: string, megabytes: number): Promise<Buffer> {
  try {
    const found = await stat(file);
    if (found.isDirectory())
      throw new UnreadableFile(`It is a folder: give its photos, such as ${path.join(file, '*.jpg')}.`);
    if (found.size > megabytes * MEGABYTE) throw photoTooLarge(megabytes);
    return await readFile(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new UnreadableFile('There is no such file.');
    if (code === 'EACCES') throw new UnreadableFile('This user may not read it.');
    throw error;
  }
}

/** Who is in a photo, from left to right: names, questions, and how many are unknown. */
function namesIn({ faces }: Recognized): string {
  const seen = faces.filter(({ ignored }) => ignored === undefined);
  const names = seen.flatMap(({ match }) =>
    match ? [match.certainty === 'maybe' ? `${match.person.name}?` : match.person.name] : [],
  );
  const unknown = seen.filter((face) => certaintyOf(face) === 'none').length;
  if (unknown > 0) names.push(unknown === 1 ? '1 unknown face' : `${unknown} unknown faces`);
  return names.join(', ') || 'no faces';
}

/** A photo for scripts, with faces as the API describes them. */
async function recordOf({ recognizer }: Workshop, { gallery }: Opened, outcome: Outcome) {
  if ('fault' in outcome)
    return { file: outcome.file, error: { id: outcome.fault.id, message: outcome.fault.message } };
  const { file, recognized } = outcome;
  const faces = await recognizer.candidatesOf(gallery, recognized.faces, CANDIDATES);
  return {
    file,
    photo: presentSize(recognized.uploaded),
    faces: faces.map((face) => presentFace(face, recognized)),
  };
}
