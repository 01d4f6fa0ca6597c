import { expect } from 'chai';
import type { Gallery } from '../../src/gallery/galleries';
import type { TestApp } from '../support/app';
import { until } from '../support/app-process';
import type { Browser } from '../support/browser';
import { beginImport, finishedImport } from '../support/imports';
import { makeGallery, setRole, userId } from '../support/members';
import { ADA_IN_SAMPLE_1, BEA, cropFace, photoForm, samplePhoto } from '../support/photos';
import { setUpApp } from '../support/set-up-app';
import { zipForm, zipOf } from '../support/zips';

const GONE = 'Whoever uploaded this zip can’t add to this gallery anymore';

describe('imports of several members', () => {
  let app: TestApp;
  let olga: Browser;
  let ed: Browser;
  let eve: Browser;
  /** Of Ed’s own gallery: one result, and his settings. */
  let exported: Buffer;
  let club: Gallery;
  let base: string;

  setUpApp(['Olga', 'Ed', 'Eve', 'Gus'], async (...started) => {
    [app, olga, ed, eve] = started;
    await ed.post('/recognition', photoForm([['group.jpg', samplePhoto(1)]]));
    await ed.post('/settings', { sure: '0.40' });
    exported = (await ed.get('/account/export')).bytes;
  });
  beforeEach(async () => {
    club = await makeGallery(app, 'Olga', 'Club', { Ed: 'editor', Eve: 'editor', Gus: 'editor' });
    base = `/g/${club.handle}`;
  });

  const upload = async (browser: Browser, zip: Buffer) =>
    new URL((await browser.post(`${base}/account/imports`, zipForm(zip))).location ?? '').pathname;
  const makers = async () =>
    (
      await app.services.catalog
        .selectFrom('recognitions')
        .innerJoin('users', 'users.id', 'userId')
        .select('displayName')
        .where('galleryId', '=', club.id)
        .orderBy('displayName')
        .execute()
    ).map(({ displayName }) => displayName);
  const settings = async () =>
    app.services.catalog
      .selectFrom('galleries')
      .select(['strictness', 'retention'])
      .where('id', '=', club.id)
      .executeTakeFirstOrThrow();
  const countPhotos = async () =>
    Number(
      (
        await app.services.catalog
          .selectFrom('photos')
          .select(({ fn }) => fn.countAll().as('count'))
          .where('galleryId', '=', club.id)
          .executeTakeFirstOrThrow()
      ).count,
    );

  it('abuse 225: an import that somebody else starts gives the results in it to who uploaded it', async () => {
    const waiting = await upload(ed, exported);
    await olga.post(`${waiting}/start`);
    await finishedImport(olga, waiting);
    expect(await makers()).to.deep.equal(['Ed']);
    expect((await olga.get(`${base}/recognition`)).text).not.to.match(/recognition\/[\w-]{20,}/);
  });

  it('each member imports the same results for themselves, once', async () => {
    for (const member of [ed, eve, eve]) {
      const page = await finishedImport(member, await beginImport(member, exported, 'mine.zip', base));
      expect(page.text).not.to.include('stopped');
    }
    expect(await makers()).to.deep.equal(['Ed', 'Eve']);
    const theirs = await app.services.catalog.selectFrom('recognitions').select('originId').execute();
    expect(theirs.filter(({ originId }) => originId !== null)).to.have.length.above(1);
  });

  it('abuse 233: an editor’s zip changes no settings, an owner’s does, and the audit says so', async () => {
    const page = await finishedImport(ed, await beginImport(ed, exported, 'mine.zip', base));
    expect(page.text).to.include('only owners of this gallery change them');
    expect(await settings()).to.deep.equal({ strictness: null, retention: null });
    await finishedImport(olga, await beginImport(olga, exported, 'mine.zip', base));
    expect((await settings()).strictness).not.to.equal(null);
    const changes = await app.services.audit.list(club.id, {
      limit: 10,
      kind: 'settings.changed',
      userId: await userId(app, 'Olga'),
    });
    expect(changes.map(({ userName }) => userName)).to.deep.equal(['Olga']);
  });

  it('abuse 235: an import adds nothing once who uploaded it is removed, whoever goes on with it', async () => {
    const files = [];
    for (let i = 0; i < 12; i++)
      files.push({
        name: `${i % 2 ? 'Ada' : 'Bea'}/${i}.jpg`,
        bytes: await cropFace(i % 2 ? ADA_IN_SAMPLE_1 : BEA, 0.3 + i / 30),
      });
    const path = await beginImport(ed, zipOf(files), 'trip.zip', base);
    await until(async () => (await countPhotos()) > 0);
    await setRole(app, club, 'Ed', null);
    const before = await countPhotos();
    expect(before).to.be.below(12);
    expect((await finishedImport(olga, path)).text).to.include(GONE);
    await olga.post(`${path}/resume`);
    expect((await finishedImport(olga, path)).text).to.include(GONE);
    expect(await countPhotos()).to.equal(before);
    await setRole(app, club, 'Ed', 'editor');
    await olga.post(`${path}/resume`);
    await finishedImport(olga, path);
    expect(await countPhotos()).to.be.above(before);
  });

  it('abuse 235: a zip whose uploader has deleted their account adds nothing, not even for an owner', async () => {
    const gus = await userId(app, 'Gus');
    const path = await upload(eve, exported);
    await app.services.catalog.updateTable('imports').set({ addedBy: gus }).where('galleryId', '=', club.id).execute();
    await app.services.accounts.delete(gus);
    await olga.post(`${path}/start`);
    expect((await finishedImport(olga, path)).text).to.include(GONE);
    expect(await makers()).to.deep.equal([]);
  });
});
