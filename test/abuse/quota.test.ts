import { statSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { startApp, type TestApp } from '../support/app';
import { type Browser, type Page, signIn } from '../support/browser';
import { onlyOf } from '../support/elements';
import { filesBelow } from '../support/files';
import { peopleOf, photosOf } from '../support/gallery';
import { beginImport, finishedImport, told } from '../support/imports';
import { everythingKept } from '../support/kept';
import { makeGallery, userId } from '../support/members';
import { unescaped } from '../support/pages';
import { viewerOf } from '../support/people';
import { BEA, cropFace, photoForm, samplePhoto } from '../support/photos';
import { expectRefusal } from '../support/refusal';
import { zipOf } from '../support/zips';

describe('a user who stores more than an account may', () => {
  let app: TestApp;
  let grace: Browser;
  let alan: Browser;
  beforeEach(async () => {
    app = await startApp({ MAX_STORAGE_MB: '1' });
    [grace, alan] = [await signIn(app.url, 'Grace'), await signIn(app.url, 'Alan')];
  });
  afterEach(() => app.close());

  const recognize = (browser: Browser) =>
    browser.post('/recognition', photoForm([['group.jpg', samplePhoto(1)]]), { Accept: 'application/json' });
  const add = async (browser: Browser, name: string, at = '') =>
    browser.post(`${at}/images`, photoForm([['a.jpg', await cropFace(BEA)]], { name }), { Accept: 'application/json' });

  /** Recognizes photos until there is no room left. @returns the last answer, and how many came before it */
  const fill = async (): Promise<{ refusal: Page; kept: number }> => {
    for (let kept = 0; kept < 20; kept++) {
      const answer = await recognize(grace);
      if (answer.status !== 303) return { refusal: answer, kept };
    }
    throw new Error('There was always room.');
  };

  it('gets 507, keeps what is there, and goes on when something is deleted; others have room of their own', async () => {
    expect((await add(grace, 'Bea')).status).to.equal(200);
    const { refusal, kept } = await fill();
    expect(kept).to.be.above(0);
    const before = await everythingKept(app);
    expectRefusal(app, refusal, 507);
    expectRefusal(app, await recognize(grace), 507);
    expect(await everythingKept(app)).to.deep.equal(before);
    expect(await photosOf(grace)).to.have.length(1);
    expect((await recognize(alan)).status).to.equal(303);

    await grace.post('/recognition/actions/delete-all');
    expect((await fill()).kept).to.equal(kept);
  });

  /** Makes a draft of a photo of three faces. @returns its address */
  const ask = async () =>
    (await grace.post('/images', photoForm([['group.jpg', samplePhoto(1)]], { name: 'Bea' }))).location ?? '';
  const bytesKnown = async () => (await app.services.accounts.contentsOf(await viewerOf(app, 'Grace'))).bytes;
  const bytesStored = () => {
    const photos = filesBelow(app.dataDir).filter((file) => file.endsWith('.jpg'));
    return photos.reduce((sum, file) => sum + statSync(path.join(app.dataDir, file)).size, 0);
  };

  it('can still say which face of a draft is meant, as the photo then takes up no more', async () => {
    const question = await ask();
    await fill();
    const before = await bytesKnown();
    const page = await grace.follow(await grace.post(`${question}/choose`, { face: '1' }));
    expect(page.text).to.contain('A photo of Bea was added.');
    expect(await photosOf(grace)).to.have.length(1);
    expect(filesBelow(app.dataDir).filter((file) => file.startsWith('drafts'))).to.deep.equal([]);
    expect(await bytesKnown())
      .to.equal(before)
      .and.to.equal(bytesStored());
    expectRefusal(app, await recognize(grace), 507);
  });

  it('gets one photo from a draft, however many answers come at once, and none that isn’t counted', async () => {
    const question = await ask();
    await fill();
    const names = ['Ada', 'Bea', 'Cleo', 'Dora'];
    const answers = await Promise.all(names.map((name) => grace.post(`${question}/choose`, { face: '1', name })));
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([303, 404, 404, 404]);
    expect(await photosOf(grace)).to.have.length(1);
    expect(await bytesKnown()).to.equal(bytesStored());
  });

  it('may confirm a face of a result, but not keep it as a photo: that would be one more', async () => {
    expect((await add(grace, 'Bea')).status).to.equal(200);
    const { location } = await recognize(grace);
    await fill();
    const { url } = onlyOf(await peopleOf(grace));
    const page = await grace.follow(
      await grace.post(`${location}/faces/1/confirm`, { person: url.replace('/people/', ''), keep: 'on' }),
    );
    expect(unescaped(page.text)).to.contain(
      'Confirmed as Bea, but not added to Bea’s photos. You’ve reached the limit of 1 MB per account.',
    );
    expect(page.text, 'what was said is remembered').to.contain('Confirmed by you');
    expect(await photosOf(grace)).to.have.length(1);
    expect(await bytesKnown()).to.equal(bytesStored());
  });

  it('reads so in the form', async () => {
    await fill();
    const page = await grace.post('/recognition', photoForm([['group.jpg', samplePhoto(1)]]));
    expect(page.status).to.equal(507);
    expect(page.text).to.contain('You’ve reached the limit of 1 MB per account. Please delete some photos first.');
  });

  it('has as much room after a restart as before', async () => {
    await add(grace, 'Bea');
    const { kept } = await fill();
    await app.stop();
    const { dataDir } = app;
    app = await startApp({ MAX_STORAGE_MB: '1', DATA_DIR: dataDir });
    grace = await signIn(app.url, 'Grace');
    expectRefusal(app, await recognize(grace), 507);
    await grace.post('/recognition/actions/delete-all');
    expect((await fill()).kept).to.equal(kept);
  });

  it('has one limit for all galleries that they own, and an administrator may set another', async () => {
    const { catalog } = app.services;
    const club = await makeGallery(app, 'Grace', 'Club', { Alan: 'editor' });
    await fill();
    const inClub = (browser: Browser) =>
      browser.post(`/g/${club.handle}/recognition`, photoForm([['group.jpg', samplePhoto(1)]]), {
        Accept: 'application/json',
      });
    expectRefusal(app, await inClub(grace), 507);
    const toClub = photoForm([['group.jpg', samplePhoto(1)]], { name: 'Bea' });
    expect((await alan.post(`/g/${club.handle}/images`, toClub, { Accept: 'application/json' })).text)
      .to.contain('counts for one of its owners, who has reached their limit')
      .and.not.contain('1 MB');
    expect((await inClub(alan)).status, 'a result counts for himself').to.equal(303);
    expect((await recognize(alan)).status, 'in a gallery of his own').to.equal(303);

    const id = await userId(app, 'Grace');
    await catalog.updateTable('users').set({ storageMegabytes: 2 }).where('id', '=', id).execute();
    // Two at once, in both: no room is taken twice.
    const refused: Page[] = [];
    for (let round = 0; round < 20 && refused.length === 0; round += 1) {
      const answers = await Promise.all([recognize(grace), inClub(grace)]);
      refused.push(...answers.filter(({ status }) => status === 507));
    }
    expect(JSON.parse(refused[0]?.text ?? '{}').error.message).to.contain('the limit of 2 MB');
    const used = await app.services.accounts.usageOf(club);
    expect(used).to.include({ megabytes: 2, folders: 2 });
    expect(used.bytes).to.be.below(2_000_000).and.above(1_000_000);
    expect((await grace.get(`/g/${club.handle}/account`)).text).to.contain(
      'of 2.0 MB used by all of its owner’s galleries',
    );
    const asEditor = () => alan.get(`/g/${club.handle}/account`).then(({ text }) => text);
    await add(grace, 'Bea', `/g/${club.handle}`);
    expect(await asEditor()).to.match(/<strong>\d+ kB<\/strong> in this gallery[\s\S]*There’s room for more</);
    await catalog.updateTable('users').set({ storageMegabytes: 1 }).where('id', '=', id).execute();
    expect(await asEditor())
      .to.contain('There’s no room for more until an owner of this gallery makes some')
      .and.not.to.contain('all of its owner’s galleries');
  });

  it('starts anew when the account is deleted', async () => {
    const { kept } = await fill();
    await grace.post('/account/delete', { confirm: 'yes' });
    grace = await signIn(app.url, 'Grace');
    expect((await fill()).kept).to.equal(kept);
  });

  it('has an import paused, which goes on when there is room', async () => {
    await fill();
    const files = [1, 2].map((number) => ({ name: `Ada/${number}.jpg`, bytes: samplePhoto(number) }));
    const zip = await beginImport(grace, zipOf(files));
    expect((await finishedImport(grace, zip)).text).to.contain('The storage limit of the gallery’s owner is reached.');
    await grace.post('/recognition/actions/delete-all');
    await grace.post(`${zip}/resume`);
    expect(told(await finishedImport(grace, zip))).to.deep.equal(['Question Ada/1.jpg', 'Question Ada/2.jpg']);
  });
});
