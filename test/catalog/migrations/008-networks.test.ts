import { rmSync } from 'node:fs';
import { expect } from 'chai';
import { openCatalog } from '../../../src/catalog/catalog';
import { temporaryFolder } from '../../support/app-process';
import { earlierCatalog } from '../../support/earlier-catalog';

describe('migration 008', () => {
  it('says of every descriptor so far that it is face-api.js’s, of one chip', async () => {
    const dataDir = temporaryFolder();
    const face = 'left, top, width, height, score, descriptor';
    const blob = "0, 0, 1, 1, 1, x'00'";
    const old = await earlierCatalog(dataDir, '008', [
      `insert into users (id, issuer, subject, displayName, createdAt) values (1, 'i', 's', 'Grace', 1)`,
      `insert into galleries (id, handle, name, ownerId, folder, createdAt) values (1, 'h', 'n', 1, 'f', 1)`,
      `insert into people (id, galleryId, name, nameKey, searchKey, handle, createdAt) values (1, 1, 'Ada', 'ada', 'ada', 'h', 1)`,
      `insert into photos (id, galleryId, personId, imageName, path, width, height, createdAt) values (1, 1, 1, 'a', 'f/a', 1, 1, 1)`,
      `insert into faces (photoId, ${face}) values (1, ${blob})`,
      `insert into recognitions (id, galleryId, path, width, height, createdAt, expiresAt) values ('r', 1, 'f/r', 4, 3, 1, 2)`,
      `insert into recognizedFaces (recognitionId, position, ${face}) values ('r', 0, ${blob})`,
      `insert into drafts (id, galleryId, name, nameKey, fileName, path, width, height, sourceHash, pictureHash, createdAt)
        values ('d', 1, 'Ada', 'ada', 'a.jpg', 'f/d', 1, 1, '', '', 1)`,
      `insert into draftFaces (draftId, position, ${face}) values ('d', 0, ${blob})`,
      `insert into verdicts (galleryId, personId, isPerson, left, top, width, height, descriptor, createdAt) values (1, 1, 1, 0, 0, 1, 1, x'00', 1)`,
      `insert into ignoredFaces (id, galleryId, isFace, left, top, width, height, descriptor, createdAt) values ('i', 1, 1, 0, 0, 1, 1, x'00', 1)`,
    ]);
    await old.destroy();

    const catalog = await openCatalog(dataDir);
    for (const table of ['faces', 'recognizedFaces', 'draftFaces'] as const) {
      const rows = await catalog
        .selectFrom(table)
        .select(['network', 'chips', 'nextNetwork', 'nextDescriptor'])
        .execute();
      const said = { network: 'face-api-1', chips: 1, nextNetwork: null, nextDescriptor: null };
      expect(rows, table).to.deep.equal([said]);
    }
    for (const table of ['galleries', 'verdicts', 'ignoredFaces'] as const)
      expect(await catalog.selectFrom(table).select('network').execute(), table).to.deep.equal([
        { network: 'face-api-1' },
      ]);
    await catalog.destroy();
    rmSync(dataDir, { recursive: true });
  });
});
