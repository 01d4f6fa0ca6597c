import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { sql } from 'kysely';
import { leaveGalleries } from '../../src/gallery/departures';
import type { Gallery } from '../../src/gallery/galleries';
import { startApp, type TestApp } from '../support/app';
import { type Browser, signIn } from '../support/browser';
import { onlyOf } from '../support/elements';
import { filesBelow } from '../support/files';
import { holdingsOf } from '../support/holdings';
import { addPerson, beginImport } from '../support/imports';
import { galleryOf } from '../support/people';
import { ADA_IN_SAMPLE_1, BEA, CLEO, cropFace, photoForm, samplePhoto } from '../support/photos';
import { zipOf } from '../support/zips';

const confirmed = { confirm: 'yes' };

describe('a deleted account', () => {
  let app: TestApp;
  let grace: Browser;
  let eve: Browser;
  let ada: Buffer;

  before(async () => {
    app = await startApp({ RECOGNITION_QUEUE: '20' });
    ada = await cropFace(ADA_IN_SAMPLE_1);
    eve = await signIn(app.url, 'Eve');
    await addPerson(eve, 'Bea', await cropFace(BEA));
  });
  after(() => app.close());
  beforeEach(async () => {
    grace = await signIn(app.url, 'Grace Hopper');
  });
  afterEach(async () => {
    await (await signIn(app.url, 'Grace Hopper')).post('/account/delete', confirmed);
  });

  /** Makes an account with something of everything that the app keeps. */
  const fill = async () => {
    await addPerson(grace, 'Ada', ada);
    await addPerson(grace, 'Somebody', samplePhoto(1)); // becomes a draft
    await grace.post('/recognition', photoForm([['group.jpg', samplePhoto(1)]]));
    return beginImport(
      grace,
      zipOf(Array.from({ length: 30 }, (_, i) => ({ name: `Person ${i}/1.jpg`, bytes: samplePhoto(1) }))),
    );
  };
  const folderOf = async (name: string) =>
    (
      await app.services.catalog
        .selectFrom('galleries')
        .innerJoin('users', 'users.id', 'ownerId')
        .select('folder')
        .where('displayName', '=', name)
        .executeTakeFirstOrThrow()
    ).folder;
  /** Every file and folder that has a text in its name or content. */
  const found = (text: string | Buffer) =>
    readdirSync(app.dataDir, { recursive: true, encoding: 'utf8' }).filter((name) => {
      const file = path.join(app.dataDir, name);
      return name.includes(String(text)) || (statSync(file).isFile() && readFileSync(file).includes(text));
    });
  const countRows = async () => {
    const { catalog } = app.services;
    const names = (await catalog.introspection.getTables()).map(({ name }) => name);
    const counts = await Promise.all(
      names.map(
        async (name) =>
          [
            name,
            onlyOf(
              (await sql<{ count: number }>`select count(*) as count from ${sql.table(name)}`.execute(catalog)).rows,
            ).count,
          ] as const,
      ),
    );
    return Object.fromEntries(counts);
  };
  const anyPerson = (gallery: Gallery) =>
    app.services.catalog
      .selectFrom('people')
      .select('id')
      .where('galleryId', '=', gallery.id)
      .executeTakeFirstOrThrow();

  it('abuse 87: leaves no row, no file, no byte and no session, and touches nobody else’s', async () => {
    await grace.post('/account/delete', confirmed);
    const before = await countRows();
    const evesBefore = await holdingsOf(app, 'Eve');
    grace = await signIn(app.url, 'Grace Hopper');
    const phone = await signIn(app.url, 'Grace Hopper');
    await fill();
    const gallery = await galleryOf(app, 'Grace Hopper');
    await app.services.catalog
      .insertInto('merges')
      .values({
        id: 'm',
        galleryId: gallery.id,
        personId: (await anyPerson(gallery)).id,
        mergedName: 'Unmistakable',
        snapshot: '{}',
        createdAt: 1,
      })
      .execute();
    const folder = await folderOf('Grace Hopper');
    const photo = readFileSync(
      path.join(
        app.dataDir,
        filesBelow(app.dataDir).find((file) => file.startsWith(path.join('uploads', folder))) ?? '',
      ),
    );
    const bytes = photo.subarray(2000, 2100);
    for (const text of [folder, 'Grace Hopper', 'Somebody', bytes]) expect(found(text)).not.to.deep.equal([]);

    const answer = await grace.post('/account/delete', confirmed);
    expect(answer.status).to.equal(303);
    expect(answer.location).to.equal(`${app.url}/account/deleted`);
    for (const text of [folder, 'Grace Hopper', 'Somebody', 'Unmistakable', bytes])
      expect(found(text), String(text).slice(0, 40)).to.deep.equal([]);
    expect(
      app.logged.filter(({ level }) => Number(level) >= 40),
      'the import that ran was stopped in time',
    ).to.deep.equal([]);
    expect(await countRows()).to.deep.equal(before);
    expect(await holdingsOf(app, 'Eve')).to.deep.equal(evesBefore);
    await addPerson(eve, 'Cleo', await cropFace(CLEO)); // queues behind whatever the engine is doing
    expect(
      app.logged.filter(({ msg }) => msg === 'import stopped'),
      'it is stopped before its rows go',
    ).to.deep.equal([]);
    expect((await eve.get('/account')).status).to.equal(200);
    expect((await phone.get('/account')).location, 'signed out on the phone, too').to.include('/login');

    const page = await grace.follow(answer);
    expect(page.status).to.equal(200);
    expect(page.text).to.include('Your account has been deleted').and.not.include('Sign out');
    expect([...grace.cookies().keys()].filter((name) => name.startsWith('familiar-faces'))).to.deep.equal([]);
  });

  it('abuse 146: of somebody who had nothing leaves no byte when it is answered, either', async () => {
    const folder = await folderOf('Grace Hopper');
    expect((await grace.post('/account/delete', confirmed)).status).to.equal(303);
    for (const text of [folder, 'Grace Hopper']) expect(found(text), text).to.deep.equal([]);
  });

  it('abuse 87: starts empty when its owner signs in again', async () => {
    await addPerson(grace, 'Ada', ada);
    await grace.post('/account/delete', confirmed);
    expect((await grace.post('/account/delete', confirmed)).location).to.equal(`${app.url}/login`);
    expect((await grace.post('/account/delete', confirmed, { Accept: 'application/json' })).status).to.equal(401);
    const again = await signIn(app.url, 'Grace Hopper');
    expect((await again.get('/')).text).to.include('No people yet');
    expect((await again.get('/account')).text).to.include('Nothing yet.');
    await addPerson(again, 'Ada', ada);
    expect((await again.get('/')).text).to.include('Ada');
  });

  it('abuse 86: leaves nothing of uploads that run at the same time', async () => {
    const uploads = [
      ...Array.from({ length: 3 }, (_, i) =>
        grace.post('/images', photoForm([['a.jpg', samplePhoto(i + 1)]], { name: 'Late' })),
      ),
      ...Array.from({ length: 3 }, (_, i) => grace.post('/recognition', photoForm([['a.jpg', samplePhoto(i + 1)]]))),
      grace.post('/images', photoForm([['a.jpg', ada]], { name: 'Late' })),
    ];
    const folder = await folderOf('Grace Hopper');
    expect((await grace.post('/account/delete', confirmed)).status).to.equal(303);
    // Each was finished before, or is refused because the account is gone, or because there are too many of them.
    for (const { status } of await Promise.all(uploads)) expect(status).to.be.oneOf([303, 401, 429]);
    expect(found(folder)).to.deep.equal([]);
    expect(found('Late')).to.deep.equal([]);
  });

  it('abuse 143: doesn’t exist from the first step on, and is finished at the next start when a crash came after it', async () => {
    const own = await startApp();
    const browser = await signIn(own.url, 'Grace Unmistakable');
    await addPerson(browser, 'Ada Inimitable', ada);
    await own.services.catalog.transaction().execute(async (trx) => {
      const user = await trx.selectFrom('users').select(['id', 'displayName']).executeTakeFirstOrThrow();
      await own.services.users.forget(trx, user.id);
      await leaveGalleries(trx, user);
    });
    expect((await browser.get('/')).location).to.include('/login');
    const again = await signIn(own.url, 'Grace Unmistakable');
    expect((await again.get('/')).text).to.include('No people yet');
    await own.stop();

    const next = await startApp({ DATA_DIR: own.dataDir });
    try {
      expect(filesBelow(next.dataDir).filter((file) => file.endsWith('.jpg'))).to.deep.equal([]);
      for (const file of filesBelow(next.dataDir))
        expect(readFileSync(path.join(next.dataDir, file)).includes('Ada Inimitable'), file).to.equal(false);
      expect(await next.services.catalog.selectFrom('users').select('displayName').execute()).to.deep.equal([
        { displayName: 'Grace Unmistakable' },
      ]);
    } finally {
      await next.close();
    }
  });

  it('abuse 88: is finished at the next start when a crash came after its rows were gone', async () => {
    const own = await startApp();
    const browser = await signIn(own.url, 'Grace');
    await addPerson(browser, 'Ada', ada);
    const { folder } = await own.services.catalog.selectFrom('galleries').select('folder').executeTakeFirstOrThrow();
    const put = path.join(own.dataDir, 'recognitions', `${folder}-aside`);
    mkdirSync(put, { recursive: true });
    writeFileSync(path.join(put, 'a.jpg'), ada);
    await own.services.catalog.deleteFrom('users').execute();
    await own.stop();

    const again = await startApp({ DATA_DIR: own.dataDir });
    try {
      expect(filesBelow(again.dataDir).filter((file) => file.endsWith('.jpg'))).to.deep.equal([]);
      expect(readdirSync(path.join(again.dataDir, 'recognitions'))).to.deep.equal([]);
      expect(readdirSync(path.join(again.dataDir, 'uploads'))).not.to.include(folder);
    } finally {
      await again.close();
    }
  });
});
