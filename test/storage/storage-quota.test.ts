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

  it('counts folders together that share a limit, also when both write at once', async () => {
    quota.shareBy(async (folder) => ({
      folders: folder === 'cleo' ? [folder] : ['ada', 'club'],
      megabytes: null,
      isOthers: false,
    }));
    await store.write('ada/1.jpg', PHOTO);
    const both = await Promise.allSettled([store.write('ada/2.jpg', PHOTO), store.write('club/1.jpg', PHOTO)]);
    expect(both.map(({ status }) => status).sort()).to.deep.equal(['fulfilled', 'rejected']);
    expect(await quota.usageOf('club')).to.deep.equal({ bytes: 2 * PHOTO.length, megabytes: 1, folders: 2 });
    await store.write('cleo/1.jpg', PHOTO);
  });

  it('takes another limit for who has one, and says that one', async () => {
    quota.shareBy(async (folder) => ({ folders: [folder], megabytes: 2, isOthers: false }));
    for (let number = 1; number <= 5; number += 1) await store.write(`ada/${number}.jpg`, PHOTO);
    expect(await rejection(store.write('ada/6.jpg', PHOTO)))
      .to.have.property('message')
      .that.contains('2 MB');
  });
});
