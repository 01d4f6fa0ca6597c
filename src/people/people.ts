import type { Catalog } from '../catalog/catalog';
import { deleteDraftsOf, renameDrafts } from '../enrolment/draft-rows';
import type { Drafts } from '../enrolment/drafts';
import { photoNotFound } from '../errors';
import { changeGallery } from '../gallery/gallery-changes';
import type { Gallery } from '../gallery/gallery-rows';
import { deletePerson, findPerson, type Person, renamePerson, requirePerson, setCover } from '../gallery/person-rows';
import { knownNames, listPeople, type PeoplePage, type PeopleQuery } from './people-list';
import type { Photos } from './photos';
import { type Portrait, portraitsOf } from './portraits';

interface Dependencies {
  catalog: Catalog;
  photos: Photos;
  drafts: Drafts;
}

/** The people of a gallery. Everything asked for is looked for in that gallery alone. */
export class People {
  constructor(private readonly deps: Dependencies) {}

  /** Some of the people: a page of them, with their covers. */
  list({ id }: Gallery, query: PeopleQuery): Promise<PeoplePage> {
    return listPeople(this.deps.catalog, id, query);
  }

  /** Names to choose among while typing one: not more than a page can hold. */
  names({ id }: Gallery): Promise<string[]> {
    return knownNames(this.deps.catalog, id);
  }

  /** @throws personNotFound */
  find({ id }: Gallery, handle: string): Promise<Person> {
    return requirePerson(this.deps.catalog, id, handle);
  }

  /** The person of a name, however it is written. */
  findNamed({ id }: Gallery, name: string): Promise<Person | undefined> {
    return findPerson(this.deps.catalog, id, name);
  }

  /** Undefined for a person none of whose photos can be shown. */
  async portraitOf({ id }: Person): Promise<Portrait | undefined> {
    return (await portraitsOf(this.deps.catalog, [id])).get(id);
  }

  /**
   * Gives a person another name, and the drafts that wait to become their photos.
   * @param name as `readName` gives it
   * @returns who else has that name: then nothing has changed
   * @throws personNotFound
   */
  async rename(gallery: Gallery, handle: string, name: string): Promise<Person | undefined> {
    return changeGallery(this.deps.catalog, gallery.id, async (trx, touch) => {
      const person = await requirePerson(trx, gallery.id, handle);
      const named = await findPerson(trx, gallery.id, name);
      if (named && named.id !== person.id) return named;
      await renamePerson(trx, person.id, name);
      await renameDrafts(trx, person.id, name);
      touch(person.id);
      return undefined;
    });
  }

  /**
   * Chooses the photo that stands for a person.
   * @param imageName of a photo of theirs; undefined leaves the choice to the app
   * @throws personNotFound, photoNotFound
   */
  async setCover(gallery: Gallery, handle: string, imageName: string | undefined): Promise<void> {
    await changeGallery(this.deps.catalog, gallery.id, async (trx, touch) => {
      const { id } = await requirePerson(trx, gallery.id, handle);
      const photos = trx.selectFrom('photos').select('id').where('personId', '=', id).where('quarantined', 'is', null);
      const photo =
        imageName === undefined
          ? { id: null }
          : await photos.where('imageName', '=', imageName).executeTakeFirstOrThrow(photoNotFound);
      await setCover(trx, id, photo.id);
      touch(id);
    });
  }

  /**
   * Removes a person and all there is of them: photos, verdicts, drafts that wait to become their photos.
   * @returns who that was
   * @throws personNotFound
   */
  async remove(gallery: Gallery, handle: string): Promise<Person> {
    const { catalog, photos, drafts } = this.deps;
    const removed = await changeGallery(catalog, gallery.id, async (trx, touch) => {
      const person = await requirePerson(trx, gallery.id, handle);
      const files = await trx
        .selectFrom('photos')
        .select(['imageName', 'path'])
        .where('personId', '=', person.id)
        .execute();
      const waiting = await deleteDraftsOf(trx, person.id);
      await deletePerson(trx, person.id);
      touch(person.id);
      return { person, files, waiting };
    });
    await photos.removeFiles(removed.files);
    await drafts.removeFiles(removed.waiting);
    return removed.person;
  }
}
