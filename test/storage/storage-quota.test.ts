import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { PhotoStore } from '../../src/storage/photo-store';
import { StorageQuota } from '../../src/storage/storage-quota';
import { rejection } from '../support/rejection';

const PHOTO = Buffer.alloc(400_000);

describe('StorageQuota', () => {
  let root: string;
  let quota: StorageQuota;
  let store: PhotoStore;
  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'quota-'));
    quota = new StorageQuota(1);
    store = new PhotoStore(root, quota);
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it('counts a file in the end that was being written when all was measured anew', async () => {
    const isWritten = await quota.reserve('ada', PHOTO.length);
    quota.invalidate('ada'); // something else was removed
    expect(await quota.bytesOf('ada')).to.equal(0);
    mkdirSync(path.join(root, 'ada'));
    writeFileSync(path.join(root, 'ada', '1.jpg'), PHOTO);
    isWritten();
    expect(await quota.bytesOf('ada')).to.equal(PHOTO.length);
  });

  it('gives back what a file took up that the disk let go later, with the removal of somebody else’s', async () => {
    for (const name of ['ada/1.jpg', 'ada/2.jpg', 'bea/1.jpg']) await store.write(name, PHOTO);
    const stuck = path.join(root, 'ada', '1.jpg');
    rmSync(stuck);
    mkdirSync(stuck); // as good as a file that can't be removed
    expect(await rejection(store.remove('ada/1.jpg'))).to.be.an('error');
    rmSync(stuck, { recursive: true });
    writeFileSync(stuck, PHOTO);
    expect(await quota.bytesOf('ada')).to.equal(2 * PHOTO.length);

    await store.remove('bea/1.jpg');
    expect(await quota.bytesOf('ada')).to.equal(PHOTO.length);
    await store.write('ada/3.jpg', PHOTO);
    expect(await rejection(store.write('ada/4.jpg', PHOTO))).to.include({ status: 507 });
  });
});
