import { appendFileSync, existsSync, readFileSync } from 'node:fs';

/** What became of an image. */
export type Outcome = 'added' | 'known' | 'refused';

/** One image of one source that was moved into one gallery. */
export interface Entry {
  from: string;
  gallery: string;
  image: string;
  subject: string;
  outcome: Outcome;
  /** Why it was refused. */
  reason?: string;
}

/** Whether two entries are about the same image on its way to the same gallery. */
const keyOf = ({ from, gallery, image }: Pick<Entry, 'from' | 'gallery' | 'image'>) =>
  JSON.stringify([from, gallery, image]);

function readLine(line: string): Entry[] {
  try {
    return [JSON.parse(line) as Entry];
  } catch {
    return []; // the last line of a run that was interrupted
  }
}

/** A file that remembers what was moved, a line each, so that a move can be interrupted and begun again. */
export class Journal {
  private readonly known: Map<string, Entry>;

  constructor(private readonly file: string) {
    const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
    this.known = new Map(
      text
        .split('\n')
        .flatMap(readLine)
        .map((entry) => [keyOf(entry), entry]),
    );
    if (text !== '' && !text.endsWith('\n')) appendFileSync(file, '\n');
  }

  find(place: Pick<Entry, 'from' | 'gallery' | 'image'>): Entry | undefined {
    return this.known.get(keyOf(place));
  }

  add(entry: Entry): void {
    this.known.set(keyOf(entry), entry);
    appendFileSync(this.file, `${JSON.stringify(entry)}\n`, { mode: 0o600 });
  }
}
