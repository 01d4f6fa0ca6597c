import { sql } from 'kysely';
import type { Catalog } from '../catalog/catalog';
import { searchKey, searchPattern } from '../catalog/search-key';
import { type Access, accessOf, isPersonal, type KnownGalleries, openGalleries } from './access';
import { isAtLeast, ROLES, type Role } from './memberships';

/** Which of the galleries that a user may open to list. */
export interface AccessQuery {
  /** Part of a name, as typed; empty for all. */
  search: string;
  /** From 1. */
  page: number;
  /** Only those where they have this role, or a stronger one. */
  atLeast?: Role;
  /** The id of a gallery to leave out. */
  except?: number | undefined;
}

/** A page of them: the personal one first, the others by name. */
export interface AccessPage {
  accesses: readonly Access[];
  /** How many there are on all pages. A page after the last one has no gallery, and 0 here. */
  count: number;
  /** Whether more pages follow. */
  more: boolean;
}

const PAGE_SIZE = 50;

/** Lists and finds the galleries that a user may open. What the request knows of them costs no statement more. */
export class AccessList {
  constructor(private readonly catalog: Catalog) {}

  /** Lists a page of them. @param galleries what the request knows of them */
  async list(userId: number, galleries: KnownGalleries, query: AccessQuery): Promise<AccessPage> {
    const offset = (query.page - 1) * PAGE_SIZE;
    const isWhole = galleries.known.length === galleries.count;
    const found = isWhole ? among(galleries.known, query, offset) : await this.read(userId, query, offset);
    return { ...found, more: offset + found.accesses.length < found.count };
  }

  /** Finds one of them by its handle. @returns undefined when they may not open it, or there is none */
  async find(userId: number, { known, count }: KnownGalleries, handle: string): Promise<Access | undefined> {
    const found = known.find(({ gallery }) => gallery.handle === handle);
    if (found || known.length === count) return found;
    const row = await openGalleries(this.catalog, userId).where('handle', '=', handle).executeTakeFirst();
    return row && accessOf(row);
  }

  private async read(userId: number, { search, atLeast = 'viewer', except = 0 }: AccessQuery, offset: number) {
    const all = openGalleries(this.catalog, userId)
      .where('rank', '>=', ROLES.indexOf(atLeast))
      .where('galleries.id', '<>', except);
    const rows = await this.catalog
      .selectFrom(all.as('open'))
      .selectAll()
      .select(sql<number>`count(*) over ()`.as('count'))
      .$if(search !== '', (query) =>
        query.where(sql<boolean>`searchKey("name") like ${searchPattern(search)} escape '\\'`),
      )
      .orderBy(isPersonal(userId), 'desc')
      .orderBy(sql`searchKey("name")`)
      .orderBy('id')
      .limit(PAGE_SIZE)
      .offset(offset)
      .execute();
    return { accesses: rows.map(({ count: _, ...row }) => accessOf(row)), count: rows[0]?.count ?? 0 };
  }
}

/** The same page among known galleries. */
function among(known: readonly Access[], { search, atLeast = 'viewer', except }: AccessQuery, offset: number) {
  const part = search === '' ? '' : searchKey(search);
  const found = known.filter(
    ({ gallery, role }) => gallery.id !== except && isAtLeast(role, atLeast) && searchKey(gallery.name).includes(part),
  );
  const accesses = found.slice(offset, offset + PAGE_SIZE);
  return { accesses, count: accesses.length > 0 ? found.length : 0 };
}
