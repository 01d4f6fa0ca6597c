import { EventEmitter } from 'node:events';
import type { Selectable, Transaction } from 'kysely';
import type { Tables } from '../catalog/tables';
import type { OutboxTable } from '../catalog/webhook-tables';
import { currentActor } from './actor';
import type { Happening, SeenPerson } from './happening';

/** What webhooks are told of. */
export const SENT_TYPES = ['recognition.completed', 'person.seen', 'person.added', 'import.done'] as const;
export type SentType = (typeof SENT_TYPES)[number];

/** Of whom somebody recognized, their own webhooks alone are told. */
const isPrivate = (type: SentType) => type === 'recognition.completed' || type === 'person.seen';

/** People of one recognition that are told of, the nearest first: a photo may show a thousand. */
const MAX_PEOPLE = 100;

interface Line {
  type: SentType;
  data: object;
}

export type OutboxRow = Selectable<OutboxTable>;

/** Says that something was written. Nothing is lost when nobody listens: the outbox is read at the start, and now and then. */
const news = new EventEmitter().setMaxListeners(0); // every app of a process listens
const WRITTEN = 'written';

/** Hears of it whenever something was written into an outbox; its transaction may still be running. @returns a function that ends it */
export function onOutbox(listener: () => void): () => void {
  news.on(WRITTEN, listener);
  return () => void news.off(WRITTEN, listener);
}

const seen = ({ person, certainty, distance }: SeenPerson) => ({ person, certainty, distance });

/** What is told of a happening. Names stay out of it: they are looked up when it is sent, so that a deleted person's is gone. */
function linesOf(happening: Happening): Line[] {
  switch (happening.type) {
    case 'recognition.completed': {
      const { recognitionId: recognition, faces } = happening;
      const people = [...happening.people].sort((one, other) => one.distance - other.distance).slice(0, MAX_PEOPLE);
      // A maybe is a question, which only the first tells of.
      const sure = people.filter(({ certainty }) => certainty !== 'maybe');
      return [
        { type: happening.type, data: { recognition, faces, people: people.map(seen) } },
        ...sure.map((each): Line => ({ type: 'person.seen', data: { recognition, ...seen(each) } })),
      ];
    }
    case 'person.added':
      return [{ type: happening.type, data: { person: happening.person } }];
    case 'import.done': {
      const { type, id, added, drafts, refused, known } = happening;
      return [{ type, data: { import: id, added, drafts, refused, known } }];
    }
    default:
      return [];
  }
}

/** Writes what webhooks are to be told of a happening, if the gallery has any for it, in the transaction of what caused it. */
export async function writeToOutbox(trx: Transaction<Tables>, galleryId: number, happening: Happening): Promise<void> {
  const lines = linesOf(happening);
  if (lines.length === 0) return;
  const webhooks = await trx
    .selectFrom('webhooks')
    .select(['types', 'userId'])
    .where('galleryId', '=', galleryId)
    .where('state', '=', 'on')
    .execute();
  const { userId } = currentActor();
  const isWanted = ({ type }: Line) =>
    webhooks.some((each) => each.types.split(' ').includes(type) && (!isPrivate(type) || each.userId === userId));
  const rows = lines.filter(isWanted).map(({ type, data }) => ({
    ...{ galleryId, userId: isPrivate(type) ? userId : null, type, data: JSON.stringify(data), createdAt: Date.now() },
  }));
  if (rows.length === 0) return;
  await trx.insertInto('outbox').values(rows).execute();
  news.emit(WRITTEN);
}

/** Takes the oldest rows out of the outbox, in the transaction that turns them into something else. */
export async function takeFromOutbox(trx: Transaction<Tables>, most: number): Promise<OutboxRow[]> {
  const rows = await trx.selectFrom('outbox').selectAll().orderBy('id').limit(most).execute();
  const ids = rows.map(({ id }) => id);
  if (ids.length > 0) await trx.deleteFrom('outbox').where('id', 'in', ids).execute();
  return rows;
}
