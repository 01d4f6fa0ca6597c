import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { PhotoStore } from '../../src/photos/photo-store';
import { filesBelow } from '../support/files';
import { rejection } from '../support/rejection';

describe('PhotoStore', () => {
  let root: string;
  let store: PhotoStore;
  const bytes = Buffer.from('a photo');

  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'photos-'));
    store = new PhotoStore(root);
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it('keeps a photo until it is removed, and leaves nothing else', async () => {
    await store.write('user/a.jpg', bytes);
    expect(filesBelow(root)).to.deep.equal([path.join('user', 'a.jpg')]);
    expect(await store.read('user/a.jpg')).to.deep.equal(bytes);
    await store.remove('user/a.jpg');
    expect(await store.read('user/a.jpg')).to.equal(undefined);
    await store.remove('user/a.jpg');
    expect(filesBelow(root)).to.deep.equal([]);
  });

  it('follows no path out of its folder', async () => {
    for (const outside of ['../x.jpg', '/etc/passwd', 'a/../../x', '.']) {
      expect((await rejection(store.read(outside))).message).to.include('leads out of its folder');
      expect((await rejection(store.write(outside, bytes))).message).to.include('leads out of its folder');
    }
  });

  it('leaves no temporary file when a write fails', async () => {
    mkdirSync(path.join(root, 'user', 'a.jpg'), { recursive: true });
    expect((await rejection(store.write('user/a.jpg', bytes))).message).to.match(/EISDIR|EPERM|ENOTEMPTY|EEXIST/);
    expect(filesBelow(root)).to.deep.equal([]);
  });

  it('abuse 84: sweeps temporary files and old files that nothing claims, and tells what is missing', async () => {
    for (const name of ['user/known.jpg', 'user/fresh.jpg', 'user/old.jpg']) await store.write(name, bytes);
    writeFileSync(path.join(root, 'user', 'known.jpg.12345.tmp'), bytes);
    const yesterday = new Date(Date.now() - 24 * 3600 * 1000);
    for (const name of ['known', 'old']) utimesSync(path.join(root, 'user', `${name}.jpg`), yesterday, yesterday);
    const missing = await store.sweep(new Set(['user/known.jpg', 'user/gone.jpg']));
    expect([...missing]).to.deep.equal(['user/gone.jpg']);
    expect(filesBelow(root)).to.deep.equal(['user/fresh.jpg', 'user/known.jpg'].map((name) => path.join(...name.split('/'))));
  });

  it('sweeps a folder that is not there yet', async () => {
    expect([...(await new PhotoStore(path.join(root, 'none')).sweep(new Set()))]).to.deep.equal([]);
  });

  it('abuse 44: sweeps nothing through a symbolic link', async () => {
    const elsewhere = mkdtempSync(path.join(tmpdir(), 'elsewhere-'));
    writeFileSync(path.join(elsewhere, 'mine.tmp'), bytes);
    mkdirSync(path.join(root, 'user'));
    symlinkSync(elsewhere, path.join(root, 'user', 'link'));
    await store.sweep(new Set());
    expect(filesBelow(elsewhere)).to.deep.equal(['mine.tmp']);
    rmSync(elsewhere, { recursive: true });
  });
});
