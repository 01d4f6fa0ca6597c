import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { PhotoStore } from '../../src/storage/photo-store';
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
      expect(await store.read(outside)).to.equal(undefined);
      await store.remove(outside);
      expect((await rejection(store.write(outside, bytes))).message).to.include('leads out of its folder');
    }
  });

  it('leaves no temporary file when a write fails', async () => {
    mkdirSync(path.join(root, 'user', 'a.jpg'), { recursive: true });
    expect((await rejection(store.write('user/a.jpg', bytes))).message).to.match(/EISDIR|EPERM|ENOTEMPTY|EEXIST/);
    expect(filesBelow(root)).to.deep.equal([]);
  });

  it('keeps no empty folder, and makes it again when it is needed', async () => {
    await store.write('user/a.jpg', bytes);
    await store.write('user/b.jpg', bytes);
    await store.remove('user/a.jpg');
    expect(filesBelow(root)).to.deep.equal([path.join('user', 'b.jpg')]);
    await store.remove('user/b.jpg');
    expect(readdirSync(root)).to.deep.equal([]);
    await store.write('user/c.jpg', bytes);
    expect(filesBelow(root)).to.deep.equal([path.join('user', 'c.jpg')]);
  });

  it('loses nothing when photos are written and removed at the same time', async () => {
    const names = Array.from({ length: 8 }, (_, i) => `user/${i}.jpg`);
    const writeAndRemove = async (name: string) => {
      for (let round = 0; round < 20; round++) {
        await store.write(name, bytes);
        await store.remove(name);
      }
      await store.write(name, bytes);
    };
    await Promise.all(names.map(writeAndRemove));
    expect(filesBelow(root)).to.have.length(names.length);
  });

  it('takes over a file', async () => {
    const file = path.join(root, 'incoming');
    writeFileSync(file, bytes);
    await store.adoptClaimed('user/a.zip', file, async () => undefined);
    expect(existsSync(file)).to.equal(false);
    expect(await store.read('user/a.zip')).to.deep.equal(bytes);
  });

  it('opens a photo to be read piece by piece, unless it is gone', async () => {
    await store.write('user/a.jpg', bytes);
    const file = await store.open('user/a.jpg');
    expect(await file?.readFile()).to.deep.equal(bytes);
    await file?.close();
    expect(await store.open('user/b.jpg')).to.equal(undefined);
  });

  it('sweeps temporary files, unclaimed files and empty folders, and reports what is missing', async () => {
    for (const name of ['user/known.jpg', 'user/gone.jpg', 'deleted/old.jpg']) await store.write(name, bytes);
    writeFileSync(path.join(root, 'user', 'known.jpg.12345.tmp'), bytes);
    rmSync(path.join(root, 'user', 'gone.jpg'));
    const missing = await store.sweep(new Set(['user/known.jpg', 'user/gone.jpg']), true);
    expect([...missing]).to.deep.equal(['user/gone.jpg']);
    expect(filesBelow(root)).to.deep.equal([path.join('user', 'known.jpg')]);
    expect(readdirSync(root)).to.deep.equal(['user']);
  });

  it('leaves to others what they are writing: a file is swept once it has had no row for an hour', async () => {
    await store.write('user/new.jpg', bytes);
    for (let sweep = 0; sweep < 3; sweep++) expect([...(await store.sweep(new Set(), false))]).to.deep.equal([]);
    expect(filesBelow(root)).to.deep.equal([path.join('user', 'new.jpg')]);
    await store.sweep(new Set(), true);
    expect(filesBelow(root)).to.deep.equal([]);
  });

  it('sweeps a folder that is not there yet', async () => {
    expect([...(await new PhotoStore(path.join(root, 'none')).sweep(new Set(), true))]).to.deep.equal([]);
  });

  it('sweeps nothing through a symbolic link', async () => {
    const elsewhere = mkdtempSync(path.join(tmpdir(), 'elsewhere-'));
    writeFileSync(path.join(elsewhere, 'mine.tmp'), bytes);
    mkdirSync(path.join(root, 'user'));
    symlinkSync(elsewhere, path.join(root, 'user', 'link'));
    await store.sweep(new Set(), true);
    expect(filesBelow(elsewhere)).to.deep.equal(['mine.tmp']);
    rmSync(elsewhere, { recursive: true });
  });
});
