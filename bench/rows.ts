/** A row of the table: a figure and its target. */
export type Row = readonly [what: string, measured: string, target: string];

/** Formats the ratio of two figures. */
export const ratio = (value: number, over: number) => (value / over).toFixed(2);
