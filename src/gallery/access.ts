import { type RawBuilder, sql } from 'kysely';
import type { Catalog } from '../catalog/catalog';
import { searchKey } from '../catalog/search-key';
import { nameSeenBy } from './gallery-names';
import { GALLERY_COLUMNS, type Gallery } from './gallery-row';
import { ROLES, type Role } from './memberships';
import { rankOf } from './roles-in-queries';

/** A gallery that a user may open, and their role in it: the strongest of what they were given and what their groups have. */
export interface Access {
  gallery: Gallery;
  role: Role;
}

/** What a request knows of the galleries that its user may open. */
export interface KnownGalleries {
  /** All of them, or of more than 50 the one that the request works in, the personal one, and some others: the personal one first, the others by name. */
  known: readonly Access[];
  /** How many they may open. */
  count: number;
  /** How many of them they may edit. */
  editable: number;
}

/** Groups may bring somebody any number of galleries; more aren't read with a request. */
const MAX_KNOWN = 50;

/** A gallery as the queries here read it. */
export type OpenRow = Gallery & { rank: number };

/** Selects the galleries that a user may open, each once, under the name that they see, with their role as a number. */
export function openGalleries(catalog: Catalog, userId: number) {
  const given = catalog
    .selectFrom('memberships')
    .select(['galleryId', rankOf('memberships').as('rank')])
    .where('userId', '=', userId);
  const byGroups = catalog
    .selectFrom('groupRoles')
    .select(['galleryId', rankOf('groupRoles').as('rank')])
    .where('userId', '=', userId);
  const strongest = catalog
    .selectFrom(given.unionAll(byGroups).as('had'))
    .select(({ fn }) => ['galleryId', fn.max<number>('rank').as('rank')])
    .groupBy('galleryId');
  return catalog
    .selectFrom(strongest.as('open'))
    .innerJoin('galleries', 'galleries.id', 'open.galleryId')
    .where('deletedAt', 'is', null)
    .select(OTHER_COLUMNS)
    .select([nameSeenBy(userId).as('name'), 'rank']);
}

const OTHER_COLUMNS = GALLERY_COLUMNS.filter((column) => column !== 'name').map(
  (column) => `galleries.${column}` as const,
);

/** A condition that is true for a user's personal gallery, within a query of galleries. */
export const isPersonal = (userId: number): RawBuilder<boolean> => sql<boolean>`"personalOf" is ${userId}`;

/** Reads such a row. */
export const accessOf = ({ rank, ...gallery }: OpenRow): Access => ({ gallery, role: ROLES[rank] ?? 'viewer' });

/**
 * Finds what a request has to know of the galleries that a user may open.
 * @param handle the gallery that the request works in: it is among them if the user may open it, however many there are
 */
export type FindAccess = (userId: number, handle?: string) => Promise<KnownGalleries>;

// They stand for what each request asks with, in the compiled query.
const USER = -1;
const HANDLE = '';

/** Makes the query for `FindAccess`. Every request of somebody who is signed in asks it, so it is compiled once. */
export function findAccess(catalog: Catalog): FindAccess {
  const query = openGalleries(catalog, USER)
    .select(sql<number>`count(*) over ()`.as('count'))
    .select(sql<number>`sum("rank" >= ${sql.lit(ROLES.indexOf('editor'))}) over ()`.as('editable'))
    .orderBy(sql<boolean>`handle = ${HANDLE}`, 'desc')
    .orderBy(isPersonal(USER), 'desc')
    .orderBy(sql`"name" collate nocase`)
    .orderBy('galleries.id')
    .limit(MAX_KNOWN)
    .compile();
  const of = (userId: number, handle: string): typeof query => ({
    ...query,
    parameters: query.parameters.map((each) => (each === USER ? userId : each === HANDLE ? handle : each)),
  });
  return async (userId, handle = HANDLE) => {
    const { rows } = await catalog.executeQuery(of(userId, handle));
    const { count, editable } = rows[0] ?? { count: 0, editable: 0 };
    const known = rows.map(({ count: _, editable: __, ...row }) => accessOf(row));
    return { known: inOrder(known, userId), count, editable };
  };
}

/** The same order as that of lists (access-list.ts). */
function inOrder(accesses: readonly Access[], userId: number): Access[] {
  const keyed = accesses.map((access) => {
    const { id, name, personalOf } = access.gallery;
    return { access, id, isOther: Number(personalOf !== userId), key: searchKey(name) };
  });
  keyed.sort((one, other) => one.isOther - other.isOther || compare(one.key, other.key) || one.id - other.id);
  return keyed.map(({ access }) => access);
}

const compare = (one: string, other: string): number => (one < other ? -1 : Number(one > other));
