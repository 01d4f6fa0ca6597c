import { type Answer, CompreFaceClient, sentenceOf } from './compreface-client';
import { type Entry, Journal } from './journal';

const PAGE_SIZE = 100;

/** What to move, and where to. */
export interface Move {
  from: string;
  fromKey: string;
  to: string;
  toKey: string;
  /** The journal's file. */
  journal: string;
  /** Whether what was refused before is sent again. */
  isAgain?: boolean;
}

/** What became of it. */
export interface Moved {
  subjects: number;
  added: number;
  known: number;
  refused: Entry[];
  /** Who couldn't be added without an image. */
  refusedSubjects: Array<{ subject: string; reason: string }>;
}

interface Listed {
  image_id: string;
  subject: string;
}

const pathOf = (id: string) => `/recognition/faces/${encodeURIComponent(id)}`;

async function* imagesOf(source: CompreFaceClient): AsyncGenerator<Listed> {
  for (let page = 0; ; page++) {
    const { json } = await source.get(`/recognition/faces?page=${page}&size=${PAGE_SIZE}`);
    yield* (json['faces'] ?? []) as Listed[];
    if (page + 1 >= Number(json['total_pages'] ?? 0)) return;
  }
}

/** The id of the gallery that the target's key opens. */
async function galleryOf(target: CompreFaceClient): Promise<string> {
  const { json } = await target.get('/me');
  return String((json['gallery'] as { id?: unknown } | undefined)?.id);
}

/** The key, the quota, the rate or the server is at fault, and not what was sent. @throws with what the server said */
function expectTaken(answer: Answer): void {
  const { status, json } = answer;
  const isFull = json['reason'] === 'too_many_people';
  if (isFull || [401, 403, 429].includes(status) || status >= 500) throw new Error(sentenceOf(answer));
}

function outcomeOf(answer: Answer): Pick<Entry, 'outcome' | 'reason'> {
  if (answer.status === 201) return { outcome: 'added' };
  if (answer.json['reason'] === 'photo_known') return { outcome: 'known' };
  expectTaken(answer);
  return { outcome: 'refused', reason: sentenceOf(answer) };
}

async function moveImage(source: CompreFaceClient, target: CompreFaceClient, { image_id, subject }: Listed) {
  const image = await source.request('GET', `${pathOf(image_id)}/img`);
  expectTaken(image);
  if (image.status !== 200 || image.bytes.length === 0)
    return { outcome: 'refused' as const, reason: 'The source doesn’t keep this image.' };
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(image.bytes)]), `${image_id}.jpg`);
  return outcomeOf(await target.request('POST', `/recognition/faces?subject=${encodeURIComponent(subject)}`, form));
}

/**
 * Moves the subjects and images of a server that speaks CompreFace's format into a gallery. Nothing is removed from the source. It can be
 * interrupted and begun again: the journal knows what is done.
 * @param report is called with each image that was looked at now
 * @throws when a server can't be reached, fails, or refuses the key, or the target has no room
 */
export async function move(
  { from, fromKey, to, toKey, journal: file, isAgain = false }: Move,
  report: (entry: Entry) => void = () => {},
): Promise<Moved> {
  const [source, target] = [new CompreFaceClient(from, fromKey), new CompreFaceClient(to, toKey)];
  const gallery = await galleryOf(target);
  const journal = new Journal(file);
  const moved: Moved = { subjects: 0, added: 0, known: 0, refused: [], refusedSubjects: [] };
  const { json } = await source.get('/recognition/subjects');
  for (const subject of (json['subjects'] ?? []) as string[]) {
    const answer = await target.request('POST', '/recognition/subjects', { subject });
    if (answer.status === 201) moved.subjects++;
    else if (answer.json['reason'] !== 'name_taken') {
      expectTaken(answer);
      moved.refusedSubjects.push({ subject, reason: sentenceOf(answer) });
    }
  }
  for await (const listed of imagesOf(source)) {
    const place = { from, gallery, image: listed.image_id };
    const before = journal.find(place);
    const isDone = before && !(isAgain && before.outcome === 'refused');
    const entry = isDone ? before : { ...place, subject: listed.subject, ...(await moveImage(source, target, listed)) };
    if (!isDone) {
      journal.add(entry);
      report(entry);
    }
    if (entry.outcome === 'refused') moved.refused.push(entry);
    else if (isDone) moved.known++;
    else moved[entry.outcome]++;
  }
  return moved;
}
