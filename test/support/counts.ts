/** Prints counts as a table, with the sum of each column that has numbers. */
export function printCounts(title: string, rows: ReadonlyArray<Record<string, string | number>>): void {
  const total: Record<string, string | number> = {};
  for (const row of rows) {
    for (const [column, value] of Object.entries(row))
      total[column] = typeof value === 'number' ? Number(total[column] ?? 0) + value : 'all';
  }
  console.log(`\n${title}`);
  console.table(rows.length > 1 ? [...rows, total] : rows);
}
