import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { Removals } from '../../src/storage/removals';

describe('removing files', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'removals-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const fileOf = (user: string) => {
    mkdirSync(path.join(root, user));
    const file = path.join(root, user, 'a.jpg');
    writeFileSync(file, 'a photo');
    return file;
  };
  /** Stands for a file that can't be removed: removing a file fails on a folder. */
  const stubborn = () => {
    const folder = path.join(root, 'grace', 'stubborn.jpg');
    mkdirSync(folder, { recursive: true });
    return folder;
  };

  it('reports a file that stays, and removes the others all the same', async () => {
    const file = fileOf('ada');
    const failed = await new Removals(root).remove([stubborn(), file]).catch((error) => error.code);
    expect([failed, existsSync(file)]).to.deep.equal(['ERR_FS_EISDIR', false]);
  });

  it('does not fail the next removal, which has nothing to do with it', async () => {
    const removals = new Removals(root);
    await removals.discard(stubborn());
    const file = fileOf('ada');
    await removals.remove([file]);
    expect(existsSync(path.dirname(file))).to.equal(false);
  });

  it('tries again with the next removal', async () => {
    const removals = new Removals(root);
    const left = stubborn();
    await removals.discard(left);
    rmSync(left, { recursive: true });
    writeFileSync(left, 'a photo');
    await removals.remove([]);
    expect(existsSync(path.dirname(left))).to.equal(false);
  });
});
