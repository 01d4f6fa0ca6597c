import type { Catalog } from '../../src/catalog/catalog';

/**
 * Counts the statements that a catalog runs from now on.
 * @returns says how many it has run since the last call
 */
export async function countStatements(catalog: Catalog): Promise<() => number> {
  let count = 0;
  // Kysely's SQLite dialect has one connection for all statements.
  await catalog.getExecutor().provideConnection(async (connection) => {
    const run = connection.executeQuery.bind(connection);
    connection.executeQuery = (query) => {
      count += 1;
      return run(query);
    };
  });
  return () => {
    const counted = count;
    count = 0;
    return counted;
  };
}
