import { rmSync } from 'node:fs';
import { expect } from 'chai';
import { sql } from 'kysely';
import { openCatalog } from '../../../src/catalog/catalog';
import { temporaryFolder } from '../../support/app-process';
import { earlierCatalog } from '../../support/earlier-catalog';

describe('a catalog from before faces could be ignored', () => {
  const dataDir = temporaryFolder();
  after(() => rmSync(dataDir, { recursive: true }));

  it('keeps what it has, and can ignore faces until their gallery is deleted', async () => {
    const old = await earlierCatalog(dataDir, '004', []);
    await sql`insert into users (id, issuer, subject, "displayName", "createdAt") values (1, 'i', 's', 'Grace', 1)`.execute(
      old,
    );
    await sql`insert into galleries (id, handle, name, "ownerId", folder, "createdAt") values (1, 'h', 'n', 1, 'f', 1)`.execute(
      old,
    );
    await sql`insert into recognitions (id, "galleryId", path, width, height, "createdAt", "expiresAt")
      values ('r', 1, 'f/r', 4, 3, 1, 2)`.execute(old);
    await old.destroy();

    const catalog = await openCatalog(dataDir);
    const row = { galleryId: 1, isFace: 1, pictureHash: null, left: 0, top: 0, width: 1, height: 1, createdAt: 1 };
    const face = {
      ...row,
      id: 'face',
      descriptor: new Uint8Array(512),
      network: 'face-api-1',
      recognitionId: 'r',
      faceNumber: 1,
    };
    await catalog.insertInto('ignoredFaces').values(face).execute();
    await catalog.deleteFrom('recognitions').execute();
    const kept = await catalog.selectFrom('ignoredFaces').select(['id', 'recognitionId']).execute();
    expect(kept).to.deep.equal([{ id: 'face', recognitionId: null }]);
    await catalog.deleteFrom('users').execute();
    expect(await catalog.selectFrom('ignoredFaces').select('id').execute()).to.deep.equal([]);
    await catalog.destroy();
  });
});
