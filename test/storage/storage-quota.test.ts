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

  it('counts a file that was being written during a new measurement', async () => {
    const isWritten = await quota.reserve('ada', PHOTO.length);
    quota.invalidate('ada'); // as if something else was removed
    expect(await quota.bytesOf('ada')).to.equal(0);
    mkdirSync(path.join(root, 'ada'));
    writeFileSync(path.join(root, 'ada', '1.jpg'), PHOTO);
    isWritten();
    expect(await quota.bytesOf('ada')).to.equal(PHOTO.length);
  });

  it('gives back the bytes of a file that was removed late, together with another user’s', async () => {
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
