import { type ExpressionBuilder, sql } from 'kysely';
import type { Catalog } from '../catalog/catalog';
import { searchPattern } from '../catalog/search-key';
import type { Tables } from '../catalog/tables';
import { shownName } from '../gallery/person-name';
import { offsetOf } from '../web/fields';
import { portraitsOf } from './portraits';

/** By name, by the newest photo, or by the number of photos. */
export type PeopleOrder = 'name' | 'recent' | 'photos';

/** Which people to list. */
export interface PeopleQuery {
  /** Part of a name, as typed; empty for everyone. */
  search: string;
  sort: PeopleOrder;
  /** From 1. */
  page: number;
}

/** A person in a list. */
export interface ListedPerson {
  id: number;
  handle: string;
  name: string;
  /** The image name of their cover; null without a photo. */
  cover: string | null;
  photoCount: number;
}

/** A page of a list of people. */
export interface PeoplePage extends PeopleQuery {
  people: ListedPerson[];
  /** Whether more people follow. How many isn't known, as that would mean counting them all. */
  more: boolean;
}

const PEOPLE_ON_A_PAGE = 24;
/** How many names a page suggests while the user types one. Any other name can be typed in full. */
const MAX_NAMES = 500;

/** Selects the usable photos of the person in the outer query. */
const photosOfPerson = ({ selectFrom }: ExpressionBuilder<Tables, 'people'>) =>
  selectFrom('photos').whereRef('photos.personId', '=', 'people.id').where('quarantined', 'is', null);

/** Selects the people with at least one usable photo, and those who stay without one. */
const shownPeople = (catalog: Catalog, galleryId: number) =>
  catalog
    .selectFrom('people')
    .where('galleryId', '=', galleryId)
    .where((builder) =>
      builder.or([builder('people.stays', '=', 1), builder.exists(photosOfPerson(builder).select('photos.id'))]),
    );

/** Selects the people whose name contains a text. */
function matching(catalog: Catalog, galleryId: number, search: string) {
  const shown = shownPeople(catalog, galleryId);
  return search === '' ? shown : shown.where(sql<boolean>`"searchKey" like ${searchPattern(search)} escape '\\'`);
}

/** Selects the people whose name contains a text, in an order. Equal ones still need an order by name. */
function ordered(catalog: Catalog, galleryId: number, search: string, sort: PeopleOrder) {
  const found = matching(catalog, galleryId, search);
  if (sort === 'recent')
    return found.orderBy(
      (builder) => photosOfPerson(builder).select(({ fn }) => fn.max('photos.createdAt').as('newest')),
      'desc',
    );
  if (sort === 'photos')
    return found.orderBy((builder) => photosOfPerson(builder).select(({ fn }) => fn.countAll().as('photos')), 'desc');
  return found;
}

/** Lists a page of a gallery's people, with their covers. */
export async function listPeople(catalog: Catalog, galleryId: number, query: PeopleQuery): Promise<PeoplePage> {
  const found = await ordered(catalog, galleryId, query.search, query.sort)
    .select(['people.id', 'handle', 'name'])
    .orderBy('searchKey')
    .orderBy('people.id')
    .limit(PEOPLE_ON_A_PAGE + 1)
    .offset(offsetOf(query.page, PEOPLE_ON_A_PAGE))
    .execute();
  const people = found.slice(0, PEOPLE_ON_A_PAGE);
  return { ...query, people: await withPortraits(catalog, people), more: found.length > people.length };
}

/** Adds their covers to people. */
async function withPortraits<P extends { id: number }>(
  catalog: Catalog,
  people: readonly P[],
): Promise<Array<P & Pick<ListedPerson, 'cover' | 'photoCount'>>> {
  const portraits = await portraitsOf(
    catalog,
    people.map(({ id }) => id),
  );
  return people.map((person) => ({ ...person, ...(portraits.get(person.id) ?? { cover: null, photoCount: 0 }) }));
}

/** A place in the list of people by name. */
export type PersonPlace = Pick<Tables['people'], 'searchKey'> & { id: number };

/**
 * Lists people by name, from a place on.
 * @param search part of a name, as typed; empty for everyone
 * @param after the last person that is left out; undefined to begin with the first one
 */
export async function listPeopleAfter(
  catalog: Catalog,
  galleryId: number,
  { search, after, limit }: { search: string; after: PersonPlace | undefined; limit: number },
) {
  const found = await matching(catalog, galleryId, search)
    .select(['people.id', 'handle', 'name', 'createdAt', 'searchKey'])
    .$if(after !== undefined, (query) =>
      query.where(sql<boolean>`("searchKey", "people"."id") > (${after?.searchKey}, ${after?.id})`),
    )
    .orderBy('searchKey')
    .orderBy('people.id')
    .limit(limit)
    .execute();
  return withPortraits(catalog, found);
}

/** Lists names to suggest while the user types one: the first 500, in order. */
export async function knownNames(catalog: Catalog, galleryId: number): Promise<string[]> {
  const rows = await shownPeople(catalog, galleryId).select('name').orderBy('searchKey').limit(MAX_NAMES).execute();
  // A name that pages don't show whole can't be chosen from a list either.
  return rows.flatMap(({ name }) => (shownName(name) === name ? [name] : []));
}
