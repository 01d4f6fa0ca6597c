import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import pino from 'pino';
import { backupsIn, dateOf } from '../../src/backup/backup-folders';
import { ScheduledBackups } from '../../src/backup/scheduled-backups';
import { verifyBackup } from '../../src/backup/verify-backup';
import { startApp, type TestApp } from '../support/app';
import { temporaryFolder } from '../support/app-process';
import { signIn } from '../support/browser';
import { ADA_IN_SAMPLE_1, cropFace, photoForm } from '../support/photos';

const KEY = 'k'.repeat(32);
/** Once a year, and so not while these tests run. */
const SELDOM = '0 0 29 2 *';

describe('backups by schedule', () => {
  let folder: string;
  let app: TestApp | undefined;
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(async () => {
    await app?.close();
    app = undefined;
    rmSync(folder, { recursive: true, force: true });
  });
  const metricsOf = async ({ url }: TestApp) =>
    (await fetch(`${url}/metrics`, { headers: { Authorization: `Bearer ${KEY}` } })).text();

  it('are made while the app runs, and as many are kept as the settings say', async () => {
    app = await startApp({ BACKUP_DIR: folder, BACKUP_SCHEDULE: '* * * * * *', BACKUP_KEEP: '1', METRICS_KEY: KEY });
    const browser = await signIn(app.url, 'Grace');
    await browser.post('/images', photoForm([['a.jpg', await cropFace(ADA_IN_SAMPLE_1)]], { name: 'Ada' }));
    const isMade = ({ msg }: Record<string, unknown>) => msg === 'backup made';
    const before = app.logged.filter(isMade).length;
    // The next one may have begun before the photo came.
    while (app.logged.filter(isMade).length < before + 2) await pause(50);
    await app.stop();
    const [newest = '', ...others] = await backupsIn(folder);
    expect(others).to.deep.equal([]);
    await verifyBackup(path.join(folder, newest));
    expect(app.logged.filter(isMade).at(-1)).to.include({ files: 1 });
  });

  it('are counted, and the newest one’s age is told', async () => {
    app = await startApp({ BACKUP_DIR: folder, BACKUP_SCHEDULE: '* * * * * *', METRICS_KEY: KEY });
    while (!/backups_total\{outcome="made"\} [1-9]/.test(await metricsOf(app))) await pause(50);
    const [, seconds] = /^familiar_faces_last_backup_timestamp_seconds (\S+)$/m.exec(await metricsOf(app)) ?? [];
    const times = (await backupsIn(folder)).map((name) => dateOf(name).getTime() / 1000);
    expect(times).to.include(Number(seconds));
  });

  it('are made once, by whichever process of several comes first', async () => {
    app = await startApp();
    const messages: string[] = [];
    const log = pino({}, { write: (line: string) => void messages.push(JSON.parse(line).msg) });
    const order = { dataDir: app.dataDir, backupDir: folder };
    const processes = [1, 2, 3].map(() => new ScheduledBackups(order, SELDOM, log));
    const due = new Date();
    await Promise.all(processes.map((each) => each.run(due)));
    for (const each of processes) {
      await each.run(due);
      await each.close();
    }
    expect(messages).to.deep.equal(['backup made']);
    expect(await backupsIn(folder)).to.have.length(1);
  });

  it('that fail are logged with the reason, and the app goes on', async () => {
    writeFileSync(path.join(folder, 'file'), '');
    app = await startApp({ BACKUP_DIR: path.join(folder, 'file'), BACKUP_SCHEDULE: '* * * * * *', METRICS_KEY: KEY });
    const failed = () => app?.logged.find(({ msg }) => String(msg).startsWith('backup failed'));
    while (!failed()) await pause(50);
    expect(failed()?.['reason']).to.match(/can't be made/);
    expect(await metricsOf(app)).to.match(/backups_total\{outcome="failed"\} [1-9]/);
    expect((await fetch(`${app.url}/health/ready`)).status).to.equal(200);
  });

  it('that are broken off as the app stops leave the folder free for the next one', async () => {
    app = await startApp();
    mkdirSync(path.join(app.dataDir, 'uploads'), { recursive: true });
    const log = pino({ level: 'silent' });
    const order = { dataDir: app.dataDir, backupDir: folder };
    for (let tries = 0; tries < 3; tries++) {
      const first = new ScheduledBackups(order, SELDOM, log);
      const run = first.run(new Date());
      await pause(tries * 20);
      await first.close();
      await run;
    }
    const next = new ScheduledBackups(order, SELDOM, log);
    await next.run(new Date(Date.now() + 60_000));
    await next.close();
    expect(await backupsIn(folder)).not.to.deep.equal([]);
  });
});
