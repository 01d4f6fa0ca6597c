import type { Bucket } from '../events/event-counts';
import type { Person } from '../gallery/person-rows';
import { formatDate } from '../web/pages/dates';
import { CHART, dayChart } from './day-chart';

/** The most people in the list: those who were seen most often. */
const MAX_LISTED = 100;
/** Of longer times, the table lists the days with somebody alone. */
const MAX_DAYS = 31;

interface Activity {
  days: number;
  periods: readonly number[];
  /** The one person whose days are shown; undefined for all. */
  person: Person | undefined;
  counts: readonly Bucket[];
  /** How often each person was seen, by handle. */
  sightings: ReadonlyMap<string, number>;
  names: ReadonlyMap<string, string>;
}

const addressOf = (days: number, handle?: string) =>
  `/activity?days=${days}${handle === undefined ? '' : `&person=${encodeURIComponent(handle)}`}`;

/** Picks what the activity's page shows: who was seen when. */
export function presentActivity({ days, periods, person, counts, sightings, names }: Activity) {
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  const listed = [...sightings].slice(0, MAX_LISTED);
  const shown = days > MAX_DAYS ? counts.filter(({ count }) => count > 0) : counts;
  return {
    days,
    total,
    periods: periods.map((each) => ({ days: each, url: addressOf(each, person?.handle), isCurrent: each === days })),
    person: person && { name: person.name, url: `/people/${person.handle}` },
    allUrl: addressOf(days),
    chart: { ...CHART, plotRight: CHART.width - CHART.right, ...dayChart(counts) },
    rows: shown.toReversed().map(({ startsAt, count }) => ({ day: formatDate(startsAt), times: count })),
    leavesOut: shown.length < counts.length,
    people: listed.flatMap(([handle, count]) => {
      const name = names.get(handle);
      return name === undefined
        ? []
        : [
            {
              name,
              times: count,
              url: `/people/${handle}`,
              daysUrl: addressOf(days, handle),
              isShown: handle === person?.handle,
            },
          ];
    }),
    others: Math.max(0, sightings.size - MAX_LISTED),
  };
}
