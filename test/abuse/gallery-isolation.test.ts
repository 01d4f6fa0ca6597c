import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { createApp } from '../../src/app';
import { randomId } from '../../src/storage/names';
import { isForApi } from '../../src/web/responses/api-paths';
import { apiClient } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { type Browser, type Page, signIn } from '../support/browser';
import { firstOf, onlyOf } from '../support/elements';
import { photosOf } from '../support/gallery';
import { importZip } from '../support/imports';
import { everythingKept } from '../support/kept';
import { userId } from '../support/members';
import { galleryOf } from '../support/people';
import { ADA_IN_SAMPLE_1, BEA, cropFace, photoForm, samplePhoto } from '../support/photos';
import { expectRefusal, sentenceOf } from '../support/refusal';
import { facesOn } from '../support/results';
import { changes, type Route, routesOf } from '../support/routes';
import { addWebhook } from '../support/webhooks';
import { zipOf } from '../support/zips';

/** Every field of every form, so that no request is refused because one is missing. */
const FORM = { name: 'Mallory', face: '1', person: 'unknown', confirm: 'yes', insist: 'yes', imageName: '' };

describe('what belongs to one user', () => {
  let app: TestApp;
  let ada: Browser;
  let mallory: Browser;

  before(async () => {
    app = await startApp();
    [ada, mallory] = [await signIn(app.url, 'Ada'), await signIn(app.url, 'Mallory')];
    await ada.post('/images', photoForm([['bea.jpg', await cropFace(BEA)]], { name: 'Bea of Ada' }));
    await mallory.post(
      '/images',
      photoForm([['own.jpg', await cropFace(ADA_IN_SAMPLE_1)]], { name: 'Own of Mallory' }),
    );
  });
  after(() => app.close());

  /** Every route that names something, with an address of Ada's. */
  async function addressesOfAda(): Promise<Array<{ route: Route; own: string; unknown: string }>> {
    const { catalog } = app.services;
    await ada.post('/images', photoForm([['three.jpg', samplePhoto(1)]], { name: 'Somebody' }));
    await ada.post('/recognition', photoForm([['three.jpg', samplePhoto(1)]]));
    const { id: result } = await catalog.selectFrom('recognitions').select('id').executeTakeFirstOrThrow();
    await ada.post(`/recognition/${result}/faces/1/ignore`);
    await importZip(ada, zipOf([{ name: 'Cleo/1.jpg', bytes: await cropFace(ADA_IN_SAMPLE_1) }]));
    const handleOf = async (name: string) =>
      (await catalog.selectFrom('people').select('handle').where('name', '=', name).executeTakeFirstOrThrow()).handle;
    const bea = await handleOf('Bea of Ada');
    await ada.post(`/people/${bea}/merge`, { handle: await handleOf('Cleo'), insist: 'yes' });
    const idIn = async (table: 'drafts' | 'recognitions' | 'imports' | 'merges' | 'ignoredFaces') =>
      String((await catalog.selectFrom(table).select('id').executeTakeFirstOrThrow()).id);
    const keyHandle = async () => {
      await apiClient(app, 'Ada');
      return (await catalog.selectFrom('apiKeys').select('handle').executeTakeFirstOrThrow()).handle;
    };
    const { webhook } = await addWebhook(app, 'https://hooks.example.org/seen');
    const delivery = await app.services.deliveries.test(await galleryOf(app, 'Ada'), webhook.handle);
    const named: ReadonlyArray<readonly [place: string, value: string]> = [
      ['/drafts/', await idIn('drafts')],
      ['/recognition/', await idIn('recognitions')],
      ['/ignored/', await idIn('ignoredFaces')],
      ['/account/imports/', await idIn('imports')],
      ['/people/actions/', await idIn('merges')],
      ['/people/', bea],
      ['/keys/actions/', await keyHandle()],
      ['/webhooks/', webhook.handle],
      ['/admin/users/', String(await userId(app, 'Ada'))],
      ['/images/', path.basename(firstOf(await photosOf(ada)))],
    ];
    const routes = routesOf(createApp(app.services)).filter((each) => each.path.includes(':') && !isForApi(each));
    return routes.map((route) => {
      const [, value = ''] = named.find(([place]) => route.path.startsWith(place)) ?? [];
      expect(value, `something of Ada’s for ${route.path}`).not.to.equal('');
      const at = (id: string) =>
        route.path.replace(':number', '1').replace(':delivery', delivery.handle).replace(/:\w+/, id);
      return { route, own: at(value), unknown: at(randomId()) };
    });
  }

  it('abuse 39: doesn’t exist for another user, on every route that shows, changes or deletes it', async () => {
    const addresses = await addressesOfAda();
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
    for (const { route, own } of addresses.filter((each) => !changes(each.route)))
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
