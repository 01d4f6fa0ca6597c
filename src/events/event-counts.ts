import type { ExpressionBuilder, Kysely } from 'kysely';
import type { Tables } from '../catalog/tables';
import { DAY_MS, HOUR_MS } from '../units';
import { SIGHTINGS } from './own-events';
import { nameIn } from './own-of-users';
import { aliasesOf, handlesOf } from './person-aliases';

/** What is counted: all events of a collection, or those with a value of an attribute. */
export interface Counted {
  collection: string;
  /** Who asks: of results and sightings, they are told of their own alone. */
  userId: number;
  /** An attribute by which the collection is counted, and its value. */
  by?: { attribute: string; value: string };
}

/** A while, from and until whole hours, in milliseconds since 1970. */
export interface Span {
  from: number;
  to: number;
}

export interface Bucket {
  /** When the hour or the day began, in milliseconds since 1970. */
  startsAt: number;
  count: number;
}

const floor = (time: number, unit: number) => Math.floor(time / unit) * unit;
const ceil = (time: number, unit: number) => Math.ceil(time / unit) * unit;

/** Widens a while to whole hours, or to whole days. */
export const wholeSpan = ({ from, to }: Span, unit: 'hour' | 'day' = 'hour'): Span => {
  const size = unit === 'day' ? DAY_MS : HOUR_MS;
  return { from: floor(from, size), to: ceil(to, size) };
};

/** The days and hours that make up a while: whole days by their own counters, and the hours before and after them. */
function within({ from, to }: Span) {
  const [firstDay, lastDay] = [ceil(from, DAY_MS), floor(to, DAY_MS)];
  const hasDays = firstDay < lastDay;
  return (eb: ExpressionBuilder<Tables, 'eventCounters'>) => {
    const between = (period: 'day' | 'hour', start: number, end: number) =>
      eb.and([eb('period', '=', period), eb('startsAt', '>=', start), eb('startsAt', '<', end)]);
    if (!hasDays) return between('hour', from, to);
    return eb.or([between('hour', from, firstDay), between('day', firstDay, lastDay), between('hour', lastDay, to)]);
  };
}

/** Counts events by their counters, however many there are. */
export class EventCounts {
  constructor(private readonly catalog: Kysely<Tables>) {}

  private async counters(galleryId: number, { collection, userId, by }: Counted) {
    const isPerson = collection === SIGHTINGS && by?.attribute === 'person';
    const values = isPerson ? await handlesOf(this.catalog, galleryId, by.value) : [by?.value ?? ''];
    return this.catalog
      .selectFrom('eventCounters')
      .where('galleryId', '=', galleryId)
      .where('collection', '=', nameIn(galleryId, collection, userId))
      .where('attribute', '=', by?.attribute ?? '')
      .where('value', 'in', values);
  }

  /** Counts events. @param span by default of all time */
  async count(galleryId: number, counted: Counted, span?: Span): Promise<number> {
    const counters = await this.counters(galleryId, counted);
    const chosen = span ? counters.where(within(span)) : counters.where('period', '=', 'all');
    const { count } = await chosen
      .select(({ fn }) => fn.sum<number | null>('count').as('count'))
      .executeTakeFirstOrThrow();
    return Number(count ?? 0);
  }

  /** Counts events by hour or by day (in UTC), those without any too. */
  async buckets(galleryId: number, counted: Counted, span: Span, unit: 'hour' | 'day'): Promise<Bucket[]> {
    const counters = await this.counters(galleryId, counted);
    const rows = await counters
      .select(['startsAt', ({ fn }) => fn.sum<number>('count').as('count')])
      .where('period', '=', unit)
      .where('startsAt', '>=', span.from)
      .where('startsAt', '<', span.to)
      .groupBy('startsAt')
      .execute();
    const counts = new Map(rows.map(({ startsAt, count }) => [startsAt, Number(count)]));
    const size = unit === 'day' ? DAY_MS : HOUR_MS;
    return Array.from({ length: Math.round((span.to - span.from) / size) }, (_, i) => {
      const startsAt = span.from + i * size;
      return { startsAt, count: counts.get(startsAt) ?? 0 };
    });
  }

  /** Counts who was seen in somebody's photos: a person's count has that of everybody who was merged into them. @returns by handle, the most often seen first */
  async sightings(galleryId: number, userId: number, span: Span): Promise<ReadonlyMap<string, number>> {
    const rows = await this.catalog
      .selectFrom('eventCounters')
      .select(['value', ({ fn }) => fn.sum<number>('count').as('count')])
      .where('galleryId', '=', galleryId)
      .where('collection', '=', nameIn(galleryId, SIGHTINGS, userId))
      .where('attribute', '=', 'person')
      .where('period', '=', 'day')
      .where('startsAt', '>=', span.from)
      .where('startsAt', '<', span.to)
      .groupBy('value')
      .execute();
    const aliases = await aliasesOf(this.catalog, galleryId);
    const counts = new Map<string, number>();
    for (const { value, count } of rows) {
      const handle = aliases.get(value) ?? value;
      counts.set(handle, (counts.get(handle) ?? 0) + Number(count));
    }
    return new Map([...counts].sort(([, one], [, other]) => other - one));
  }
}
