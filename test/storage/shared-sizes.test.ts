import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { type Catalog, openCatalog } from '../../src/catalog/catalog';
import { PhotoStore } from '../../src/storage/photo-store';
import { SharedSizes } from '../../src/storage/shared-sizes';
import { StorageQuota } from '../../src/storage/storage-quota';
import { temporaryFolder } from '../support/app-process';

const MEGABYTE = 1_000_000;
const photo = Buffer.alloc(MEGABYTE / 4);

describe('the quota of several processes', () => {
  const dataDir = temporaryFolder();
  const root = path.join(dataDir, 'uploads');
  let catalogs: Catalog[];
  let quotas: StorageQuota[];
  let stores: PhotoStore[];
  before(async () => {
    catalogs = [await openCatalog(dataDir), await openCatalog(dataDir)];
    mkdirSync(root);
    await new PhotoStore(root).write('ada/before.jpg', photo);
    quotas = catalogs.map((each) => new StorageQuota(1, new SharedSizes(each)));
    stores = quotas.map((each) => new PhotoStore(root, each));
  });
  after(async () => {
    for (const each of catalogs) await each.destroy();
    rmSync(dataDir, { recursive: true, force: true });
  });
  const sizes = () => Promise.all(quotas.map((each) => each.bytesOf('ada')));
  const written = (store: PhotoStore | undefined, name: string) =>
    store?.write(`ada/${name}.jpg`, photo).then(
      () => 'written',
      ({ id }) => id,
    );

  it('is what all have written, however many write at once', async () => {
    const outcomes = await Promise.all(
      [...stores, ...stores, ...stores].map((store, i) => written(store, `photo ${i}`)),
    );
    expect(outcomes.sort()).to.deep.equal([...Array(3).fill('quota_reached'), ...Array(3).fill('written')]);
    expect(await sizes()).to.deep.equal([MEGABYTE, MEGABYTE]);
  });

  it('gets back what any of them removes, or could not write', async () => {
    await stores[1]?.remove('ada/before.jpg');
    expect(await sizes()).to.deep.equal([0.75 * MEGABYTE, 0.75 * MEGABYTE]);
    const failed = await stores[0]?.write('ada/../ada', photo).catch(({ message }) => message);
    expect(failed).to.be.a('string');
    expect(await written(stores[0], 'after')).to.equal('written');
    expect(await written(stores[1], 'too much')).to.equal('quota_reached');
  });

  it('is measured anew when it is forgotten', async () => {
    rmSync(path.join(root, 'ada', 'after.jpg'));
    await quotas[0]?.invalidate('ada');
    expect(await sizes()).to.deep.equal([0.75 * MEGABYTE, 0.75 * MEGABYTE]);
  });
});
