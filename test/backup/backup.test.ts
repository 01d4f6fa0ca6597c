import { appendFileSync, existsSync, mkdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { expect } from 'chai';
import { backupsIn, nameOf } from '../../src/backup/backup-folders';
import { sumOf } from '../../src/backup/copy-file';
import { alone } from '../../src/backup/folder-lock';
import { type MadeBackup, makeBackup } from '../../src/backup/make-backup';
import { restoreBackup } from '../../src/backup/restore-backup';
import { readSums } from '../../src/backup/sums';
import { verifyBackup } from '../../src/backup/verify-backup';
import { startApp, type TestApp } from '../support/app';
import { temporaryFolder } from '../support/app-process';
import { Browser, signIn } from '../support/browser';
import { filesBelow } from '../support/files';
import { peopleOf } from '../support/gallery';
import { ADA_IN_SAMPLE_1, BEA, cropFace, photoForm, samplePhoto } from '../support/photos';
import { rejection } from '../support/rejection';
import { facesOn, recognize } from '../support/results';

/** Cookies of before are signed as those of later are. */
const ENV = { APP_SECRET: 'a'.repeat(32) };

describe('a backup', () => {
  let app: TestApp;
  let browser: Browser;
  let folder: string;
  const backups = () => path.join(folder, 'backups');
  const restored = () => path.join(folder, 'restored');
  const back = () => makeBackup({ dataDir: app.dataDir, backupDir: backups() });
  const photoOf = (made: MadeBackup) => {
    const [file = ''] = filesBelow(made.folder).filter((each) => each.startsWith('uploads/'));
    return path.join(made.folder, file);
  };

  beforeEach(async () => {
    folder = temporaryFolder();
    app = await startApp(ENV);
    browser = await signIn(app.url, 'Grace');
    for (const [name, place] of [
      ['Ada', ADA_IN_SAMPLE_1],
      ['Bea', BEA],
    ] as const)
      await browser.post('/images', photoForm([['a.jpg', await cropFace(place)]], { name }));
  });
  afterEach(async () => {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  });
  /** Two backups of the same second would have the same name. */
  const nextSecond = () => new Promise((resolve) => setTimeout(resolve, 1000 - (Date.now() % 1000) + 5));

  it('of a running app is restored into an empty folder: everybody is recognized there, and signed out', async () => {
    const result = await recognize(browser, samplePhoto(1));
    const made = await back();
    expect(made).to.include({ files: 3, linked: 0 });
    expect(made.missing).to.deep.equal([]);
    await browser.post(`${(await peopleOf(browser))[0]?.url}/delete`, {}); // after the backup
    expect(await restoreBackup(made.folder, restored())).to.equal(3);
    await app.close();
    app = await startApp({ ...ENV, DATA_DIR: restored() });
    const old = new Browser(app.url);
    for (const [name, value] of browser.cookies()) old.cookies().set(name, value);
    expect((await old.get('/people')).status).to.equal(303);
    browser = await signIn(app.url, 'Grace');
    const page = await recognize(browser, await cropFace(ADA_IN_SAMPLE_1));
    expect(facesOn(page).map(({ heading }) => heading)).to.deep.equal(['Ada']);
    expect(facesOn(await browser.get(new URL(result.url).pathname)).map(({ heading }) => heading)).to.include.members([
      'Ada',
      'Bea',
    ]);
  });

  it('has a second name for what the backup before has, and is as whole without that one', async () => {
    const first = await back();
    await browser.post(`${(await peopleOf(browser)).find(({ name }) => name === 'Bea')?.url}/delete`, {});
    await browser.post('/images', photoForm([['c.jpg', samplePhoto(3)]], { name: 'Bea' }));
    await recognize(browser, samplePhoto(2));
    await nextSecond();
    const second = await back();
    expect(second.linked).to.equal(1);
    const [ada = ''] = [...(await readSums(first.folder)).keys()].filter(
      (file) => existsSync(path.join(second.folder, file)) && file.startsWith('uploads/'),
    );
    expect(statSync(path.join(second.folder, ada)).ino).to.equal(statSync(path.join(first.folder, ada)).ino);
    rmSync(first.folder, { recursive: true });
    await verifyBackup(second.folder);
    await restoreBackup(second.folder, restored());
  });

  it('keeps as many as it is told, and removes the oldest only once it is complete', async () => {
    for (const day of ['01', '02', '03'])
      mkdirSync(path.join(backups(), nameOf(new Date(`2026-01-${day}`))), { recursive: true });
    mkdirSync(path.join(backups(), 'something else'));
    mkdirSync(path.join(backups(), '2026-01-04T00-00-00Z.partial'));
    const made = await makeBackup({ dataDir: app.dataDir, backupDir: backups(), keep: 2 });
    expect(made.removed).to.deep.equal(['2026-01-01T00-00-00Z', '2026-01-02T00-00-00Z']);
    expect(await backupsIn(backups())).to.deep.equal(['2026-01-03T00-00-00Z', path.basename(made.folder)]);
    expect(existsSync(path.join(backups(), 'something else'))).to.equal(true);
    expect(existsSync(path.join(backups(), '2026-01-04T00-00-00Z.partial'))).to.equal(false);
  });

  it('has nothing of what was deleted while it was made, and all that replaced it', async () => {
    const people = await peopleOf(browser);
    let changed: Promise<unknown> | undefined;
    const change = async () => {
      for (const { url } of people) await browser.post(`${url}/delete`, {});
      await browser.post('/images', photoForm([['d.jpg', await cropFace(BEA)]], { name: 'Cleo' }));
    };
    // The catalog is copied, and before the first file is, everybody is deleted.
    const made = await makeBackup({ dataDir: app.dataDir, backupDir: backups() }, () => {
      changed ??= change();
    });
    await changed;
    await nextSecond();
    const after = await back();
    for (const each of [made, after]) {
      await verifyBackup(each.folder);
      expect(each.missing).to.deep.equal([]);
      const catalog = new DatabaseSync(path.join(each.folder, 'catalog.sqlite'), { readOnly: true });
      const rows = catalog.prepare('select path from photos').all();
      catalog.close();
      expect(filesBelow(path.join(each.folder, 'uploads')).sort()).to.deep.equal(rows.map((row) => row['path']).sort());
    }
    expect(after.files).to.equal(1);
  });

  it('says what is missing already', async () => {
    const photo = await app.services.catalog.selectFrom('photos').select('path').executeTakeFirstOrThrow();
    rmSync(path.join(app.dataDir, 'uploads', photo.path));
    const made = await back();
    expect(made.missing).to.deep.equal([`uploads/${photo.path}`]);
    expect(made.files).to.equal(1);
    await verifyBackup(made.folder);
  });

  it('is refused where there is no data, where none can be written, and while another one is made', async () => {
    const order = { dataDir: folder, backupDir: backups() };
    expect((await rejection(makeBackup(order))).message).to.match(
      /catalog\.sqlite can't be read \(there is none\): set DATA_DIR /,
    );
    writeFileSync(path.join(folder, 'file'), '');
    const inFile = { dataDir: app.dataDir, backupDir: path.join(folder, 'file', 'backups') };
    expect((await rejection(makeBackup(inFile))).message).to.match(
      /^\S+ can't be made \(.+\): choose a folder for backups/,
    );
    mkdirSync(backups());
    await alone(backups(), async () => {
      expect((await rejection(back())).message).to.match(
        /^A backup into \S+ is being made already: wait for its end\.$/,
      );
    });
    await back();
  });

  const DAMAGES: ReadonlyArray<readonly [what: string, damage: (made: MadeBackup) => unknown, says: RegExp]> = [
    [
      'a changed photo',
      (made) => appendFileSync(photoOf(made), 'x'),
      /\.jpg is damaged: restore from another backup\.$/,
    ],
    ['a missing photo', (made) => rmSync(photoOf(made)), /\.jpg is missing: restore from another backup\.$/],
    [
      'half a catalog',
      ({ folder: at }) => truncateSync(path.join(at, 'catalog.sqlite'), 5000),
      /catalog\.sqlite is damaged: /,
    ],
    [
      'no list of files',
      ({ folder: at }) => rmSync(path.join(at, 'SHA256SUMS')),
      /is no backup \(ENOENT: SHA256SUMS\): choose /,
    ],
    [
      'half a list',
      ({ folder: at }) => truncateSync(path.join(at, 'SHA256SUMS'), 100),
      /SHA256SUMS is damaged: restore from another/,
    ],
    [
      'a list that leads out of it',
      ({ folder: at }) => appendFileSync(path.join(at, 'SHA256SUMS'), `${'0'.repeat(64)}  ../../etc/passwd\n`),
      /SHA256SUMS is damaged: /,
    ],
    [
      'a catalog of a newer version',
      async ({ folder: at }) => {
        const file = path.join(at, 'catalog.sqlite');
        const catalog = new DatabaseSync(file);
        catalog.exec("insert into kysely_migration values ('999-later', '2030-01-01')");
        catalog.close();
        const sums = await readSums(at);
        const lines = [...sums.set('catalog.sqlite', await sumOf(file))].map(([name, sum]) => `${sum}  ${name}\n`);
        writeFileSync(path.join(at, 'SHA256SUMS'), lines.join(''));
      },
      /was made by a newer FamiliarFaces \(999-later\): restore it with that version, or choose an older backup\.$/,
    ],
  ];
  for (const [what, damage, says] of DAMAGES)
    it(`with ${what} isn’t restored, and nothing of it stays`, async () => {
      const made = await back();
      await damage(made);
      expect((await rejection(restoreBackup(made.folder, restored()))).message).to.match(says);
      expect(filesBelow(restored())).to.deep.equal([]);
    });

  it('isn’t restored over anything', async () => {
    const made = await back();
    const before = filesBelow(app.dataDir);
    expect((await rejection(restoreBackup(made.folder, app.dataDir))).message).to.match(
      /^DATA_DIR \S+ isn't empty \(.+\): move /,
    );
    expect(filesBelow(app.dataDir)).to.deep.equal(before);
  });
});
