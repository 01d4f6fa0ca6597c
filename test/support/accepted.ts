import path from 'node:path';
import { expect } from 'chai';
import type { Catalog } from '../../src/catalog/catalog';
import { filesBelow } from './files';
import type { Fuzzed } from './photo-fuzzer';

/** Expects that an app keeps exactly what it has accepted: a row and a file for each, and no other. */
export async function expectOnlyAccepted(catalog: Catalog, dataDir: string, { accepted }: Fuzzed): Promise<void> {
  const filesIn = (folder: string) => filesBelow(dataDir).filter((file) => file.startsWith(folder + path.sep));
  for (const [table, folder, count] of [
    ['recognitions', 'recognitions', accepted.results.length],
    ['drafts', 'drafts', accepted.drafts.size],
    ['photos', 'uploads', accepted.added],
  ] as const) {
    const rows = await catalog.selectFrom(table).select('path').execute();
    expect(rows.map(({ path: at }) => path.join(folder, at)).sort(), table).to.deep.equal(filesIn(folder));
    expect(rows.length, table).to.equal(count);
  }
  expect(filesIn('incoming')).to.deep.equal([]);
}
