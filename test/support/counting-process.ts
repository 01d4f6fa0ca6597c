import { openCatalog } from '../../src/catalog/catalog';
import { countUp } from './shared-catalog';

// A process of its own that opens a catalog and counts: `counting-process.ts <data folder> <how far>`.

async function run(dataDir: string, times: number): Promise<void> {
  const catalog = await openCatalog(dataDir);
  for (let i = 0; i < times; i++) await countUp(catalog);
  await catalog.destroy();
}

const [, , dataDir = '', times] = process.argv;
void run(dataDir, Number(times));
