import { rmSync } from 'node:fs';
import { expect } from 'chai';
import { openCatalog } from '../../../src/catalog/catalog';
import { temporaryFolder } from '../../support/app-process';
import { earlierCatalog } from '../../support/earlier-catalog';

describe('migration 013', () => {
  it('gives each photo so far a UUID of its own', async () => {
    const dataDir = temporaryFolder();
    const old = await earlierCatalog(dataDir, '013', [
      `insert into users (id, issuer, subject, displayName, createdAt) values (1, 'i', 's', 'Grace', 1)`,
      `insert into galleries (id, handle, name, ownerId, folder, createdAt) values (1, 'h', 'n', 1, 'f', 1)`,
      `insert into people (id, galleryId, name, nameKey, searchKey, handle, createdAt) values (1, 1, 'Ada', 'ada', 'ada', 'h', 1)`,
      `insert into photos (galleryId, personId, imageName, path, width, height, createdAt)
        with recursive many(n) as (select 1 union all select n + 1 from many where n < 500) select 1, 1, 'a' || n, 'f/' || n, 1, 1, n from many`,
    ]);
    await old.destroy();

    const catalog = await openCatalog(dataDir);
    const ids = (await catalog.selectFrom('photos').select('imageId').execute()).map(({ imageId }) => imageId);
    expect(new Set(ids).size).to.equal(500);
    for (const id of ids) expect(id).to.match(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    await catalog.destroy();
    rmSync(dataDir, { recursive: true });
  });
});
