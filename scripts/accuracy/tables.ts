import type { DrawnSize } from './draw-photos';
import type { LikenessRates } from './try-likeness';
import type { Rates } from './try-names';

// The tables of the report, as Markdown.

/** A share in per cent; a dash where nothing was counted. */
const percent = (count: number, of: number) => (of === 0 ? '–' : `${((100 * count) / of).toFixed(1)} %`);

const rowOf = (cells: ReadonlyArray<string | number>) => `| ${cells.join(' | ')} |`;

function headOf(...titles: string[]): string {
  return `${rowOf(titles)}\n|${'---|'.repeat(titles.length)}`;
}

export const NAMES_HEAD = headOf(
  ...['people', 'photos of each', 'thresholds', 'queries', 'right name', 'wrong name', 'right question'],
  ...['wrong question', 'strangers', 'stranger named', 'stranger asked', 'groups right', 'group photos right'],
);

export const namesRow = ({ people, photos }: DrawnSize, rule: string, rates: Rates): string =>
  rowOf([
    ...[people, photos, rule, rates.queries],
    ...[rates.right, rates.wrong, rates.rightAsked, rates.wrongAsked].map((count) => percent(count, rates.queries)),
    rates.strangers,
    ...[rates.strangersNamed, rates.strangersAsked].map((count) => percent(count, rates.strangers)),
    percent(rates.groupsRight, rates.groups),
    percent(rates.groupPhotosRight, rates.groupPhotos),
  ]);

export const LIKENESS_HEAD = headOf(
  ...['photos before', 'own photos', 'asked about', 'strangers’ photos', 'added without a question'],
);

export const likenessRow = (having: number, { own, ownAsked, strangers, strangersTaken }: LikenessRates): string =>
  rowOf([having, own, percent(ownAsked, own), strangers, percent(strangersTaken, strangers)]);
