/** Returns a quantile, such as 0.5 for the median; NaN when there are no values. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/** Returns the median; NaN when there are no values. */
export const median = (values: readonly number[]): number => quantile(values, 0.5);
