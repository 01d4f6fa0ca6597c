import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { startApp, type TestApp } from '../support/app';
import { type Browser, type Page, signIn } from '../support/browser';
import { firstOf, onlyOf } from '../support/elements';
import { photosOf } from '../support/gallery';
import { everythingKept } from '../support/kept';
import { addressesOfAll } from '../support/named-things';
import { ADA_IN_SAMPLE_1, BEA, cropFace, photoForm, samplePhoto } from '../support/photos';
import { expectRefusal, sentenceOf } from '../support/refusal';
import { facesOn } from '../support/results';
import { changes, isForAdmins, type Route } from '../support/routes';

/** Every field of every form, so that no request is refused because one is missing. */
const FORM = {
  name: 'Mallory',
  role: 'viewer',
  face: '1',
  person: 'unknown',
  confirm: 'yes',
  insist: 'yes',
  imageName: '',
};

describe('what belongs to one user', () => {
  let app: TestApp;
  let ada: Browser;
  let mallory: Browser;

  before(async () => {
    app = await startApp();
    [ada, mallory] = [await signIn(app.url, 'Ada'), await signIn(app.url, 'Mallory')];
    await mallory.post(
      '/images',
      photoForm([['own.jpg', await cropFace(ADA_IN_SAMPLE_1)]], { name: 'Own of Mallory' }),
    );
  });
  after(() => app.close());

  it('abuse 39: doesn’t exist for another user, on every route that shows, changes or deletes it', async () => {
    // Whose storage counts is asked of a gallery that was made alone.
    const addresses = (await addressesOfAll(app, ada)).filter(
      ({ route }) => !route.path.startsWith('/members/actions/storage'),
    );
    expect(addresses.length).to.be.above(20);
    const before = await everythingKept(app);
    const ask = ({ method }: Route, address: string): Promise<Page> =>
      method === 'GET' ? mallory.get(address) : mallory.post(address, FORM);
    for (const { route, own, unknown } of addresses) {
      for (const suffix of route.method === 'GET' ? ['', '?size=thumbnail'] : ['']) {
        const [page, none] = [await ask(route, own + suffix), await ask(route, unknown + suffix)];
        expectRefusal(app, page, 404);
        expect([none.status, sentenceOf(none)], route.path).to.deep.equal([404, sentenceOf(page)]);
      }
    }
    expect(await everythingKept(app)).to.deep.equal(before);
    for (const { route, own } of addresses.filter((each) => !changes(each.route) && !isForAdmins(each.route)))
      expect((await ada.get(own)).status, route.path).to.equal(200);
  });

  it('abuse 39: is on no page and in no download of another user', async () => {
    await mallory.post('/recognition', photoForm([['three.jpg', samplePhoto(1)]]));
    for (const address of ['/', '/?q=Ada', '/drafts', '/recognition', '/account', '/settings'])
      expect((await mallory.get(address)).text, address).not.to.match(/of Ada|Cleo|Somebody/);
    const { bytes } = await mallory.get('/account/export');
    expect(bytes.includes('Own of Mallory')).to.equal(true);
    for (const secret of ['of Ada', 'Cleo', 'Somebody']) expect(bytes.includes(secret), secret).to.equal(false);
    const own = await app.services.catalog
      .selectFrom('people')
      .select('handle')
      .where('name', '=', 'Own of Mallory')
      .executeTakeFirstOrThrow();
    expectRefusal(app, await mallory.post(`/people/${own.handle}/merge`, { name: 'Bea of Ada' }), 422);
  });

  it('abuse 43: never gets into another user’s result when both recognize at the same time', async () => {
    const turns = Array.from({ length: 4 }, () => [ada, mallory]).flat();
    const posted = await Promise.all(
      turns.map((browser) => browser.post('/recognition', photoForm([['group.jpg', samplePhoto(1)]]))),
    );
    for (const [i, { location = '' }] of posted.entries()) {
      const url = new URL(location).pathname;
      const [own, other] = i % 2 === 0 ? [ada, mallory] : [mallory, ada];
      const names = facesOn(await own.open(url)).flatMap(({ heading }) => (heading === 'Unknown' ? [] : [heading]));
      expect(names.length).to.be.above(0);
      expect(names.filter((name) => name.endsWith('of Mallory') === (own === ada))).to.deep.equal([]);
      for (const suffix of ['', '/photo', '/image', '/faces/1'])
        expect((await other.get(url + suffix)).status, suffix).to.equal(404);
    }
  });
});

describe('a symbolic link that somebody planted', () => {
  const secret = 'a secret of the machine';
  let elsewhere: string;
  beforeEach(() => {
    elsewhere = mkdtempSync(path.join(tmpdir(), 'elsewhere-'));
    for (const file of ['secret.jpg', 'secret.jpg.123.tmp']) writeFileSync(path.join(elsewhere, file), secret);
  });
  afterEach(() => rmSync(elsewhere, { recursive: true }));

  it('abuse 44: is not followed when photos are shown, downloaded, swept or deleted', async () => {
    const first = await startApp();
    const grace = await signIn(first.url, 'Grace');
    await grace.post('/images', photoForm([['bea.jpg', await cropFace(BEA)]], { name: 'Bea' }));
    const photo = firstOf(await photosOf(grace));
    const { folder } = await first.services.catalog.selectFrom('galleries').select('folder').executeTakeFirstOrThrow();
    const gallery = path.join(first.dataDir, 'uploads', folder);
    const file = onlyOf(readdirSync(gallery));
    renameSync(path.join(gallery, file), path.join(gallery, 'aside'));
    symlinkSync(path.join(elsewhere, 'secret.jpg'), path.join(gallery, file));
    for (const link of ['folder', 'folder.tmp']) symlinkSync(elsewhere, path.join(gallery, link));

    for (const address of [photo, `${photo}?size=thumbnail`]) expectRefusal(first, await grace.get(address), 404);
    expect((await grace.get('/account/export')).bytes.includes(secret)).to.equal(false);
    expect(
      first.logged.filter(({ msg, imageName }) => msg === 'photo quarantined' && imageName === path.basename(photo)),
    ).to.have.length(1);
    await first.stop();

    const second = await startApp({ DATA_DIR: first.dataDir });
    const again = await signIn(second.url, 'Grace');
    expect((await again.post('/account/delete', { confirm: 'yes' })).status).to.equal(303);
    await second.close();
    for (const each of readdirSync(elsewhere))
      expect(readFileSync(path.join(elsewhere, each), 'utf8')).to.equal(secret);
    expect(readdirSync(elsewhere)).to.have.length(2);
  });
});
