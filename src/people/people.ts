import type { Catalog } from '../catalog/catalog';
import type { Drafts } from '../enrolment/drafts';
import { photoNotFound } from '../errors';
import type { EnrolledPeople } from '../gallery/enrolled-people';
import { nameKey } from '../gallery/person-name';
import { findNamed, nameColumns, type Person, renameDrafts, requirePerson } from '../gallery/person-rows';
import { knownNames, listPeople, type PeoplePage, type PeopleQuery } from './people-list';
import type { Photos } from './photos';
import { type Portrait, portraitsOf } from './portraits';

interface Dependencies {
  catalog: Catalog;
  enrolled: EnrolledPeople;
  photos: Photos;
  drafts: Drafts;
}

/** The people whom a user knows. Everything asked for is looked for among that user's own. */
export class People {
  constructor(private readonly deps: Dependencies) {}

  /** Some of the people: a page of them, with their pictures. */
  list(userId: number, query: PeopleQuery): Promise<PeoplePage> {
    return listPeople(this.deps.catalog, userId, query);
  }

  /** Names to choose among while typing one: not more than a page can hold. */
  names(userId: number): Promise<string[]> {
    return knownNames(this.deps.catalog, userId);
  }

  /** @throws personNotFound */
  find(userId: number, handle: string): Promise<Person> {
    return requirePerson(this.deps.catalog, userId, handle);
  }

  /** The person of a name, however it is written. */
  findNamed(userId: number, name: string): Promise<Person | undefined> {
    return findNamed(this.deps.catalog, userId, name);
  }

  /** Undefined for a person none of whose photos can be shown. */
  async portraitOf({ id }: Person): Promise<Portrait | undefined> {
    return (await portraitsOf(this.deps.catalog, [id])).get(id);
  }

  /**
   * Gives a person another name, and the photos that wait to become theirs.
   * @param name as `readName` gives it
   * @returns who else has that name: then nothing has changed
   * @throws personNotFound
   */
  async rename(userId: number, handle: string, name: string): Promise<Person | undefined> {
    const { catalog, enrolled } = this.deps;
    const { person, other } = await catalog.transaction().execute(async (trx) => {
      const person = await requirePerson(trx, userId, handle);
      const named = await findNamed(trx, userId, name);
      if (named && named.id !== person.id) return { person, other: named };
      await trx.updateTable('people').set(nameColumns(name)).where('id', '=', person.id).execute();
      await renameDrafts(trx, userId, person.name, name);
      return { person, other: undefined };
    });
    if (!other) await enrolled.refresh(userId, person.id);
    return other;
  }

  /**
   * Chooses the photo that stands for a person.
   * @param imageName of a photo of theirs; undefined leaves the choice to the app
   * @throws personNotFound, photoNotFound
   */
  async setCover(userId: number, handle: string, imageName: string | undefined): Promise<void> {
    await this.deps.catalog.transaction().execute(async (trx) => {
      const { id: personId } = await requirePerson(trx, userId, handle);
      const photos = trx
        .selectFrom('photos')
        .select('id')
        .where('personId', '=', personId)
        .where('quarantined', 'is', null);
      const photo =
        imageName === undefined ? { id: null } : await photos.where('imageName', '=', imageName).executeTakeFirst();
      if (!photo) throw photoNotFound();
      await trx.updateTable('people').set({ coverPhotoId: photo.id }).where('id', '=', personId).execute();
    });
  }

  /**
   * Removes a person and all there is of them: photos, what was said of faces, photos that wait to become theirs.
   * @returns who that was
   * @throws personNotFound
   */
  async remove(userId: number, handle: string): Promise<Person> {
    const { catalog, enrolled } = this.deps;
    const { person, photos } = await catalog.transaction().execute(async (trx) => {
      const person = await requirePerson(trx, userId, handle);
      const photos = await trx
        .selectFrom('photos')
        .select(['imageName', 'path'])
        .where('personId', '=', person.id)
        .execute();
      await trx.deleteFrom('people').where('id', '=', person.id).execute();
      return { person, photos };
    });
    await enrolled.refresh(userId, person.id);
    await this.deps.photos.removeFiles(photos);
    await this.removeDraftsOf(userId, person);
    return person;
  }

  private async removeDraftsOf(userId: number, { name }: Person): Promise<void> {
    const { drafts } = this.deps;
    const waiting = await drafts.list(userId, Number.MAX_SAFE_INTEGER);
    for (const draft of waiting) if (nameKey(draft.name) === nameKey(name)) await drafts.remove(draft);
  }
}
