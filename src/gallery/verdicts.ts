import type { Kysely } from 'kysely';
import type { Catalog } from '../catalog/catalog';
import { fromBytes, toBytes } from '../catalog/descriptors';
import type { Tables } from '../catalog/tables';
import { personNotFound } from '../errors';
import type { IndexedPerson } from './descriptor-index';
import { type SeenFace, type Verdict, VerdictBook } from './verdict-book';

/** What a person said of faces: "it is Ada", "not Ada". It holds for the face, whatever photo of it comes and however it is described. */
export class Verdicts {
  constructor(private readonly catalog: Catalog) {}

  /** All that a user has said. */
  async load(userId: number): Promise<VerdictBook> {
    return new VerdictBook(await verdictsOf(this.catalog, userId));
  }

  /**
   * It is this person: whatever was said of the face before to the contrary is forgotten, and no other face of the photo has
   * the name any more.
   * @param now milliseconds since 1970
   * @returns when it was said: earlier than now, if it was said before
   * @throws personNotFound when the person is gone
   */
  async confirm(userId: number, face: SeenFace, personId: number, now: number): Promise<number> {
    return this.catalog.transaction().execute(async (trx) => {
      const book = new VerdictBook(await verdictsOf(trx, userId));
      const onFace = book.onFace(face).filter(({ isPerson, person }) => isPerson || person.id === personId);
      const onOthers = book
        .onPicture(face.pictureHash)
        .filter(({ isPerson, person }) => isPerson && person.id === personId);
      const createdAt = onFace.find(({ isPerson, person }) => isPerson && person.id === personId)?.createdAt ?? now;
      await replace(trx, [...onFace, ...onOthers], { userId, face, personId, isPerson: true, createdAt });
      return createdAt;
    });
  }

  /** It isn't this person. @throws personNotFound */
  async reject(userId: number, face: SeenFace, personId: number, createdAt: number): Promise<void> {
    await this.catalog.transaction().execute(async (trx) => {
      const verdicts = new VerdictBook(await verdictsOf(trx, userId)).onFace(face);
      const onPerson = verdicts.filter(({ person }) => person.id === personId);
      await replace(trx, onPerson, { userId, face, personId, isPerson: false, createdAt });
    });
  }

  /** Takes back what was said of a face and a person; nothing is no error. @returns the photos that the face became by it */
  async retract(userId: number, face: SeenFace, personId: number): Promise<string[]> {
    return this.catalog.transaction().execute(async (trx) => {
      const forgotten = new VerdictBook(await verdictsOf(trx, userId))
        .onFace(face)
        .filter(({ person }) => person.id === personId);
      await remove(trx, forgotten);
      const moments = forgotten.filter(({ isPerson }) => isPerson).map(({ createdAt }) => createdAt);
      if (moments.length === 0) return [];
      // A photo has the moment of the word that made it, and no uploaded file.
      const made = trx
        .selectFrom('photos')
        .select('imageName')
        .where('userId', '=', userId)
        .where('personId', '=', personId);
      const rows = await made.where('createdAt', 'in', moments).where('sourceHash', 'is', null).execute();
      return rows.map(({ imageName }) => imageName);
    });
  }
}

interface NewVerdict {
  userId: number;
  face: SeenFace;
  personId: number;
  isPerson: boolean;
  createdAt: number;
}

async function replace(
  trx: Kysely<Tables>,
  old: readonly Verdict[],
  { userId, face, personId, isPerson, createdAt }: NewVerdict,
): Promise<void> {
  const person = await trx
    .selectFrom('people')
    .select('id')
    .where('userId', '=', userId)
    .where('id', '=', personId)
    .executeTakeFirst();
  if (!person) throw personNotFound();
  await remove(trx, old);
  const { pictureHash, place, descriptor } = face;
  const row = {
    userId,
    personId,
    isPerson: Number(isPerson),
    pictureHash,
    ...place,
    descriptor: toBytes(descriptor),
    createdAt,
  };
  await trx.insertInto('verdicts').values(row).execute();
}

async function remove(trx: Kysely<Tables>, verdicts: readonly Verdict[]): Promise<void> {
  const ids = verdicts.map(({ id }) => id);
  if (ids.length > 0) await trx.deleteFrom('verdicts').where('id', 'in', ids).execute();
}

/** The latest first. One whose descriptor is damaged is passed over. */
async function verdictsOf(trx: Kysely<Tables>, userId: number): Promise<Verdict[]> {
  const rows = await trx
    .selectFrom('verdicts')
    .innerJoin('people', 'people.id', 'verdicts.personId')
    .selectAll('verdicts')
    .select(['people.handle', 'people.name'])
    .where('verdicts.userId', '=', userId)
    .orderBy('verdicts.createdAt', 'desc')
    .orderBy('verdicts.id', 'desc')
    .execute();
  return rows.flatMap(
    ({ id, personId, handle, name, isPerson, pictureHash, left, top, width, height, descriptor, createdAt }) => {
      const read = fromBytes(descriptor);
      const person: IndexedPerson = { id: personId, handle, name };
      return read
        ? [
            {
              id,
              person,
              isPerson: isPerson === 1,
              pictureHash,
              place: { left, top, width, height },
              descriptor: read,
              createdAt,
            },
          ]
        : [];
    },
  );
}
