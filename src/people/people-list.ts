import { type ExpressionBuilder, sql } from 'kysely';
import type { Catalog } from '../catalog/catalog';
import { searchKey } from '../catalog/search-key';
import type { Tables } from '../catalog/tables';
import { type Portrait, portraitsOf } from './portraits';

export type PeopleOrder = 'name' | 'recent' | 'photos';

export interface PeopleQuery {
  /** A part of the name, as typed; empty for everyone. */
  search: string;
  sort: PeopleOrder;
  /** From 1. */
  page: number;
}

export interface ListedPerson extends Portrait {
  id: number;
  handle: string;
  name: string;
}

export interface PeoplePage extends PeopleQuery {
  people: ListedPerson[];
  /** Whether there are people after this page: all of them would have to be counted to say how many. */
  more: boolean;
}

const PEOPLE_ON_A_PAGE = 24;
/** A page offers so many names to complete what is typed; any other can be typed whole. */
const MAX_NAMES = 500;

const ofPerson = ({ selectFrom }: ExpressionBuilder<Tables, 'people'>) =>
  selectFrom('photos').whereRef('photos.personId', '=', 'people.id').where('quarantined', 'is', null);

/** People with a photo that can be shown. */
const shownPeople = (catalog: Catalog, galleryId: number) =>
  catalog
    .selectFrom('people')
    .where('galleryId', '=', galleryId)
    .where((builder) => builder.exists(ofPerson(builder).select('photos.id')));

/** SQLite refuses a pattern of more than 50,000 bytes; one code unit takes three at most. */
const MAX_PATTERN_LENGTH = 15_000;

const escapeLike = (text: string) => text.slice(0, MAX_PATTERN_LENGTH).replace(/[\\%_]/g, '\\$&');

function matching(catalog: Catalog, galleryId: number, search: string) {
  const shown = shownPeople(catalog, galleryId);
  return search === ''
    ? shown
    : shown.where(sql<boolean>`"searchKey" like ${`%${escapeLike(searchKey(search))}%`} escape '\\'`);
}

function ordered(catalog: Catalog, galleryId: number, search: string, sort: PeopleOrder) {
  const found = matching(catalog, galleryId, search);
  if (sort === 'recent')
    return found.orderBy(
      (builder) => ofPerson(builder).select(({ fn }) => fn.max('photos.createdAt').as('newest')),
      'desc',
    );
  if (sort === 'photos')
    return found.orderBy((builder) => ofPerson(builder).select(({ fn }) => fn.countAll().as('photos')), 'desc');
  return found;
}

/** Some of the people of a gallery: a page of them, with their covers. */
export async function listPeople(catalog: Catalog, galleryId: number, query: PeopleQuery): Promise<PeoplePage> {
  const found = await ordered(catalog, galleryId, query.search, query.sort)
    .select(['people.id', 'handle', 'name'])
    .orderBy('searchKey')
    .orderBy('people.id')
    .limit(PEOPLE_ON_A_PAGE + 1)
    .offset((query.page - 1) * PEOPLE_ON_A_PAGE)
    .execute();
  const people = found.slice(0, PEOPLE_ON_A_PAGE);
  const portraits = await portraitsOf(
    catalog,
    people.map(({ id }) => id),
  );
  const listed = people.flatMap((person) => {
    const portrait = portraits.get(person.id);
    return portrait ? [{ ...person, ...portrait }] : [];
  });
  return { ...query, people: listed, more: found.length > people.length };
}

/** Names to choose among while typing one. */
export async function knownNames(catalog: Catalog, galleryId: number): Promise<string[]> {
  const rows = await shownPeople(catalog, galleryId).select('name').orderBy('searchKey').limit(MAX_NAMES).execute();
  return rows.map(({ name }) => name);
}
