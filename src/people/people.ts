import type { Catalog } from '../catalog/catalog';
import { chunksOf } from '../catalog/chunks';
import { inTurns } from '../concurrency/turns';
import { claimDrafts, deleteDraftsOf, renameDrafts } from '../enrolment/draft-rows';
import type { Drafts } from '../enrolment/drafts';
import { nameTaken, photoNotFound } from '../errors';
import { tell } from '../events/happenings';
import { deletePhotosOf } from '../gallery/belongings';
import { requireMayDeletePeople } from '../gallery/deletion-rights';
import type { Gallery } from '../gallery/galleries';
import { changeGallery } from '../gallery/gallery-changes';
import { addLastingPerson, letStay } from '../gallery/lasting-people';
import { memberCount } from '../gallery/memberships';
import {
  deletePerson,
  findPerson,
  type Person,
  type PersonReference,
  renamePerson,
  requirePerson,
  setCover,
} from '../gallery/person-rows';
import { deleteMerges, deleteTooManyMerges } from './merge-rows';
import {
  knownNames,
  listPeople,
  listPeopleAfter,
  type PeoplePage,
  type PeopleQuery,
  type PersonPlace,
} from './people-list';
import type { Photos } from './photos';
import { type Portrait, portraitsOf } from './portraits';

interface Dependencies {
  catalog: Catalog;
  photos: Photos;
  drafts: Drafts;
}

/** Lists, finds, changes and removes the people of a gallery, and never sees another gallery's. */
export class People {
  constructor(private readonly deps: Dependencies) {}

  /** Lists a page of people, with their covers. */
  list({ id }: Gallery, query: PeopleQuery): Promise<PeoplePage> {
    return listPeople(this.deps.catalog, id, query);
  }

  /** Lists people by name, from a place on. @param search part of a name; empty for everyone */
  listAfter({ id }: Gallery, query: { search: string; after: PersonPlace | undefined; limit: number }) {
    return listPeopleAfter(this.deps.catalog, id, query);
  }

  /** Lists names to suggest while the user types one: at most 500. */
  names({ id }: Gallery): Promise<string[]> {
    return knownNames(this.deps.catalog, id);
  }

  /** Finds a person by their handle. @throws personNotFound */
  find({ id }: Gallery, handle: string): Promise<Person> {
    return requirePerson(this.deps.catalog, id, handle);
  }

  /** Finds the names of people. @returns by handle, without those who are gone */
  async namesOf({ id }: Gallery, handles: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const names = new Map<string, string>();
    for await (const some of inTurns(chunksOf(new Set(handles)))) {
      const own = this.deps.catalog.selectFrom('people').select(['handle', 'name']).where('galleryId', '=', id);
      for (const { handle, name } of await own.where('handle', 'in', some).execute()) names.set(handle, name);
    }
    return names;
  }

  /** Finds a person by their name, in any spelling that has the same key. */
  findNamed({ id }: Gallery, name: string): Promise<Person | undefined> {
    return findPerson(this.deps.catalog, id, name);
  }

  /** Whether a gallery has more than one member. */
  async isShared({ id }: Gallery): Promise<boolean> {
    return (await memberCount(this.deps.catalog, id)) > 1;
  }

  /** Finds a person's cover and number of photos. @returns undefined if none of their photos is usable */
  async portraitOf({ id }: Person): Promise<Portrait | undefined> {
    return (await portraitsOf(this.deps.catalog, [id])).get(id);
  }

  /**
   * Adds a person without a photo. They stay when they have none.
   * @param name as `readName` returns it
   * @throws nameTaken, tooManyPeople
   */
  async create(gallery: Gallery, name: string): Promise<PersonReference> {
    return changeGallery(this.deps.catalog, gallery.id, async (trx, touch) => {
      const named = await findPerson(trx, gallery.id, name);
      if (named) throw nameTaken(named.name);
      const person = await addLastingPerson(trx, gallery.id, name, Date.now());
      await claimDrafts(trx, gallery.id, person);
      touch(person.id);
      return person;
    });
  }

  /**
   * Renames a person and their drafts.
   * @param name as `readName` returns it
   * @returns the other person who has that name, and then nothing has changed; otherwise undefined
   * @throws personNotFound
   */
  async rename(gallery: Gallery, handle: string, name: string): Promise<Person | undefined> {
    return changeGallery(this.deps.catalog, gallery.id, async (trx, touch) => {
      const person = await requirePerson(trx, gallery.id, handle);
      const named = await findPerson(trx, gallery.id, name);
      if (named && named.id !== person.id) return named;
      await renamePerson(trx, person.id, name);
      await renameDrafts(trx, person.id, name);
      await tell(trx, gallery.id, { type: 'person.renamed', person: handle, name });
      touch(person.id);
      return undefined;
    });
  }

  /** Has a person stay when they have no photo. @throws personNotFound, tooManyPeople */
  async letStay(gallery: Gallery, handle: string): Promise<void> {
    await changeGallery(this.deps.catalog, gallery.id, async (trx, touch) => {
      const person = await requirePerson(trx, gallery.id, handle);
      if (await letStay(trx, gallery.id, person)) touch(person.id);
    });
  }

  /**
   * Sets a person's cover.
   * @param imageName of one of their photos; undefined lets the app choose
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
      await tell(trx, gallery.id, { type: 'cover.chosen', person: handle, photo: imageName ?? null });
      touch(id);
    });
  }

  /**
   * Removes a person with their photos, verdicts and drafts, in one step. Of thousands of photos and of many drafts, most go before.
   * @returns the person who is gone
   * @throws roleTooWeak, personNotFound
   */
  async remove(gallery: Gallery, handle: string): Promise<Person> {
    const { catalog, photos, drafts } = this.deps;
    await requireMayDeletePeople(catalog, gallery.id);
    const { id } = await requirePerson(catalog, gallery.id, handle);
    await deleteTooManyMerges(catalog, gallery.id);
    await drafts.removeTooMany(id);
    await photos.removeTooMany(gallery, id);
    const removed = await changeGallery(catalog, gallery.id, async (trx, touch) => {
      await requireMayDeletePeople(trx, gallery.id);
      const person = await requirePerson(trx, gallery.id, handle);
      const files = await deletePhotosOf(trx, person.id);
      const draftFiles = await deleteDraftsOf(trx, person.id);
      await deleteMerges(trx, (query) => query.where('personId', '=', person.id));
      await deletePerson(trx, person.id);
      await tell(trx, gallery.id, { type: 'person.deleted', person: handle, photos: files.length });
      touch(person.id);
      return { person, files, draftFiles };
    });
    await photos.removeFiles(removed.files);
    await drafts.removeFiles(removed.draftFiles);
    return removed.person;
  }
}
