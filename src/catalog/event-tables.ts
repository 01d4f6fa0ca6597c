import type { Generated } from 'kysely';

/** Something that was counted, of a collection that config/collections describes. */
export interface EventTable {
  id: Generated<number>;
  galleryId: number;
  collection: string;
  createdAt: number;
  /** JSON: the attributes that it came with. */
  attributes: string;
  /** The handle of the person whom an event of the app's own is about: it goes with them. */
  subject: string | null;
}

/** How many events of a collection there were in a while, in all or with a value of an attribute. */
export interface EventCounterTable {
  galleryId: number;
  collection: string;
  /** Empty for all events of the collection. */
  attribute: string;
  value: string;
  /** `all` time, a `day` or an `hour` in UTC. */
  period: 'all' | 'day' | 'hour';
  /** When the day or the hour began; 0 for all time. */
  startsAt: number;
  count: number;
}

/** How much a gallery's events take up, and whose the oldest are. */
export interface EventSpaceTable {
  galleryId: number;
  events: number;
  /** Of the events, with what each row costs. */
  bytes: number;
  /** Days and hours that have a counter. */
  counters: number;
  /** Counters of all time: one for each value. */
  totals: number;
  /** Who had the gallery alone, before galleries had members: their results and sightings are stored by the bare names of the collections. Null where there was nobody, or they are gone. */
  firstUserId: number | null;
}

/** The handle of a person who was merged into another one: what was counted of them counts for that one. */
export interface PersonAliasTable {
  galleryId: number;
  handle: string;
  /** The handle of the person who was kept. */
  meant: string;
}

/** Who did what in a gallery. Rows are never changed, and go from the oldest on (triggers of migration 010). */
export interface AuditEntryTable {
  id: Generated<number>;
  galleryId: number;
  createdAt: number;
  type: string;
  /** Null for what the app does by itself. No foreign key: an entry outlives whom it names. */
  userId: number | null;
  keyHandle: string | null;
  keyName: string | null;
  address: string | null;
  /** JSON: what it was done to, by handles and ids. Nobody's name. */
  details: string;
}

/** Who did what to users and accounts. Rows are never changed, and go from the oldest on (triggers of migration 016). */
export interface ActTable {
  /** Of the same sequence as the ids of audit entries, so that both have one order. */
  id: number;
  createdAt: number;
  type: string;
  /** Null before a sign-in. No foreign key: an act outlives whom it names. */
  userId: number | null;
  address: string | null;
  /** JSON: to whom it was done, by ids. Nobody's name. */
  details: string;
}
