import { appendFileSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import pino from 'pino';
import { nameOf } from '../../src/backup/backup-folders';
import { checkBackups } from '../../src/cli/checks/check-backups';
import { readConfig } from '../../src/config';
import { startApp, type TestApp } from '../support/app';
import { temporaryFolder } from '../support/app-process';
import { signIn } from '../support/browser';
import { runCommand } from '../support/cli';
import { filesBelow } from '../support/files';
import { ADA_IN_SAMPLE_1, cropFace, photoForm } from '../support/photos';

describe('familiar-faces backup and restore', () => {
  let app: TestApp;
  let folder: string;
  before(async () => {
    folder = temporaryFolder();
    app = await startApp();
    const browser = await signIn(app.url, 'Grace');
    await browser.post('/images', photoForm([['a.jpg', await cropFace(ADA_IN_SAMPLE_1)]], { name: 'Ada' }));
  });
  after(async () => {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const backups = () => path.join(folder, 'backups');
  const run = (args: string[], env: Record<string, string> = {}) =>
    runCommand(args, { DATA_DIR: app.dataDir, BACKUP_DIR: backups(), ...env });

  it('copy what a running app has, and put it into an empty folder', async () => {
    const { code, stdout, stderr } = await run(['backup']);
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: 'Copying files: 1 of 1\n' });
    expect(stdout).to.match(/^\S+Z has the catalog and one file, 1 of them new\.\n$/);
    expect((await run(['backup', '--list'])).stdout).to.match(/^\d{4}-\d\d-\d\dT\S+Z\n$/);
    expect((await run(['backup', '--verify'])).stdout).to.match(/^\S+Z: whole\n$/);
    const DATA_DIR = path.join(folder, 'restored');
    const restored = await run(['restore'], { DATA_DIR });
    expect(restored.code, restored.stderr).to.equal(0);
    expect(restored.stdout).to.match(/ again: 1 files?, and the catalog\.\nEverybody is signed out\. /);
    expect(filesBelow(DATA_DIR).filter((file) => file.startsWith('uploads/'))).to.have.length(1);
    expect((await run(['check', '--json'], { DATA_DIR })).stdout).to.contain('"about":"catalog","state":"good"');
  });

  it('are refused in one sentence, with an exit code that says which kind of fault it is', async () => {
    const list = (await run(['backup', '--list'])).stdout.trim();
    for (const [args, env, code, says] of [
      [['backup'], { BACKUP_DIR: '' }, 2, /^Say where backups are, or set BACKUP_DIR: /],
      [['backup', '--keep', '0'], {}, 2, /must be a number from 1 to 9999/],
      [
        ['backup'],
        { DATA_DIR: path.join(folder, 'nothing') },
        1,
        /catalog\.sqlite can't be read \(there is none\): set DATA_DIR /,
      ],
      [['backup', path.join(backups(), list, 'SHA256SUMS')], {}, 1, /can't be made|can't be locked/],
      [['restore'], { BACKUP_DIR: '' }, 2, /^Say which backup, /],
      [['restore', folder], { DATA_DIR: path.join(folder, 'new') }, 1, /is no backup \(ENOENT: SHA256SUMS\): /],
      [['restore'], {}, 3, /^FamiliarFaces is running with DATA_DIR /],
      [['restore'], { DATA_DIR: backups() }, 1, /BACKUP_DIR is DATA_DIR, or one is inside the other/],
      [['restore'], { DATA_DIR: path.join(folder, 'restored') }, 1, /isn't empty \(.+\): move what is in it elsewhere/],
    ] as const) {
      const end = await run([...args], env);
      expect(end.stderr, args.join(' ')).to.match(says);
      expect(end, args.join(' ')).to.include({ code, stdout: '' });
    }
  });

  it('find damage', async () => {
    const [file = ''] = filesBelow(backups()).filter((each) => each.includes('/uploads/'));
    appendFileSync(path.join(backups(), file), 'x');
    const verified = await run(['backup', '--verify']);
    expect(verified.stdout).to.match(/Z: \S+ is damaged: restore from another backup\.\n$/);
    expect(verified.stderr).to.contain('A backup is damaged: make a new one.\n');
    expect(verified.code).to.equal(1);
  });

  it('are looked after by check', async () => {
    const found = async (env: Record<string, string>) => {
      const config = readConfig({ DATA_DIR: app.dataDir, ...env });
      return (await checkBackups({ config, log: pino({ level: 'silent' }) })).map(
        ({ state, message }) => `${state}: ${message}`,
      );
    };
    expect(await found({})).to.have.length(1);
    expect((await found({}))[0]).to.match(/^doubt: BACKUP_DIR isn’t set/);
    expect((await found({ BACKUP_DIR: backups() })).join()).to.match(
      /same disk as DATA_DIR.+good: The newest one is 0 hours old\.$/,
    );
    const old = path.join(folder, 'old');
    expect((await found({ BACKUP_DIR: old })).join()).to.match(/^doubt: There is none in \S+ yet: set BACKUP_SCHEDULE/);
    mkdirSync(path.join(old, nameOf(new Date(Date.now() - 9 * 24 * 60 * 60_000))), { recursive: true });
    expect((await found({ BACKUP_DIR: old, BACKUP_SCHEDULE: '0 3 * * *' })).join()).to.match(
      /doubt: The newest one is 21[56] hours old: look for “backup failed” in the log\.$/,
    );
  });
});
