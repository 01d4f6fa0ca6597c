import { rmSync } from 'node:fs';
import { expect } from 'chai';
import { openCatalog } from '../../../src/catalog/catalog';
import { temporaryFolder } from '../../support/app-process';
import { earlierCatalog } from '../../support/earlier-catalog';

describe('migration 015', () => {
  it('makes each gallery its owner’s personal one, with all that it has theirs', async () => {
    const dataDir = temporaryFolder();
    const old = await earlierCatalog(dataDir, '015', [
      `insert into users (id, issuer, subject, displayName, createdAt) values (3, 'i', 's', 'Grace', 1), (5, 'i', 't', 'Alan', 2), (6, '', 'u', '', 2)`,
      `insert into galleries (id, handle, name, ownerId, folder, createdAt, deletedAt) values
        (1, 'h', 'n', 5, 'f', 11, null), (2, 'i', 'n', 3, 'g', 12, null), (4, 'k', '', 6, 'd', 13, 99)`,
      `insert into people (id, galleryId, name, nameKey, searchKey, handle, createdAt) values (1, 2, 'Ada', 'ada', 'ada', 'h', 1)`,
      `insert into photos (galleryId, personId, imageName, path, width, height, createdAt) values (2, 1, 'a', 'g/a', 1, 1, 1)`,
      `insert into recognitions (id, galleryId, path, width, height, createdAt, expiresAt, originId) values
        ('r', 1, 'f/r', 4, 3, 5, 6, null), ('s', 1, 'f/s', 4, 3, 5, 6, 'q')`,
    ]);
    await old.destroy();

    const catalog = await openCatalog(dataDir);
    expect(await catalog.selectFrom('galleries').select(['id', 'personalOf']).orderBy('id').execute()).to.deep.equal([
      { id: 1, personalOf: 5 },
      { id: 2, personalOf: 3 },
      { id: 4, personalOf: null },
    ]);
    expect(await catalog.selectFrom('memberships').selectAll().orderBy('galleryId').execute()).to.deep.equal([
      { galleryId: 1, userId: 5, role: 'owner', joinedAt: 11 },
      { galleryId: 2, userId: 3, role: 'owner', joinedAt: 12 },
    ]);
    expect(await catalog.selectFrom('photos').select('addedBy').execute()).to.deep.equal([{ addedBy: 3 }]);
    expect(await catalog.selectFrom('recognitions').select(['userId', 'shared', 'originId']).execute()).to.deep.equal([
      { userId: 5, shared: 0, originId: null },
      { userId: 5, shared: 0, originId: '5:q' },
    ]);
    await catalog.destroy();
    rmSync(dataDir, { recursive: true });
  });
});
