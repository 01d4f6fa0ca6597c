import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect } from 'chai';
import { openCatalog } from '../../src/catalog/catalog';
import { lockDataDir, lockDataDirTogether } from '../../src/catalog/data-lock';
import { StartError } from '../../src/start-error';
import { temporaryFolder } from '../support/app-process';
import { rejection } from '../support/rejection';

describe('lockDataDir', () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = path.join(temporaryFolder(), 'data');
  });
  afterEach(() => rmSync(path.dirname(dataDir), { recursive: true, force: true }));

  const fault = async (folder = dataDir) => {
    const error = await rejection(lockDataDir(folder));
    expect(error).to.be.instanceOf(StartError);
    return error.message;
  };

  it('makes the folder, and keeps it locked until it is closed', async () => {
    const lock = await lockDataDir(dataDir);
    expect(await fault()).to.equal(
      `DATA_DIR ${dataDir} is in use by another FamiliarFaces: stop that one, or set another DATA_DIR.`,
    );
    expect(readdirSync(dataDir)).to.deep.equal(['lock.sqlite']);
    lock.close();
    (await lockDataDir(dataDir)).close();
  });

  it('stays shared after the garbage is collected', async () => {
    const lock = await lockDataDirTogether(dataDir);
    lock.share();
    setFlagsFromString('--expose-gc');
    for (let i = 0; i < 5; i++) {
      runInNewContext('gc')();
      await turn();
    }
    expect(await fault()).to.include('is in use by another FamiliarFaces');
    lock.close();
  });

  it('is shared by those that share it, and by nobody else', async () => {
    const inUse = `DATA_DIR ${dataDir} is in use by another FamiliarFaces: stop that one, or set another DATA_DIR.`;
    const first = await lockDataDirTogether(dataDir);
    expect(first.isAlone).to.equal(true);
    expect(await fault()).to.equal(inUse);
    expect((await rejection(lockDataDirTogether(dataDir, 0))).message, 'as long as the first one is alone').to.equal(
      inUse,
    );
    const waiting = lockDataDirTogether(dataDir);
    first.share();
    const second = await waiting;
    expect([first.isAlone, second.isAlone]).to.deep.equal([false, false]);
    expect(await fault()).to.equal(inUse);
    first.close();
    expect(await fault(), 'as long as anybody has it').to.equal(inUse);
    second.close();
    const alone = await lockDataDir(dataDir);
    expect((await rejection(lockDataDirTogether(dataDir, 0))).message).to.equal(inUse);
    alone.close();
  });

  it('leaves the catalog to others, such as the bench', async () => {
    const lock = await lockDataDir(dataDir);
    await (await openCatalog(dataDir)).destroy();
    lock.close();
  });

  it('reports a file in the way', async () => {
    writeFileSync(dataDir, '');
    expect(await fault()).to.include('which is a file or inside one');
    expect(await fault(path.join(dataDir, 'below'))).to.include('which is a file or inside one');
  });

  // In Linux's /sys nobody can create files, not even root, who may write everywhere else.
  const onLinux = process.platform === 'linux' ? it : undefined;
  onLinux?.('tells of a folder that it can’t make or write', async () => {
    expect(await fault('/sys/fs/faces/data')).to.match(
      /^DATA_DIR is \/sys\/fs\/faces\/data, a folder that can't be created \(.+\): /,
    );
    expect(await fault('/sys/fs')).to.match(
      /^DATA_DIR is \/sys\/fs, where this user can't write \(.+\): run `chown -R \d+ \/sys\/fs` as root, or set another DATA_DIR\.$/,
    );
  });

  it('reports a lock that is something else', async () => {
    mkdirSync(dataDir);
    const file = path.join(dataDir, 'lock.sqlite');
    writeFileSync(file, 'garbage '.repeat(1000));
    expect(await fault()).to.equal(`${file} is not FamiliarFaces' lock file: delete it, it contains no data.`);
  });
});
