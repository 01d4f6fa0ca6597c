import { expect } from 'chai';
import { createApp } from '../../src/app';
import { randomId } from '../../src/storage/names';
import { isForApi, isNewEvent } from '../../src/web/responses/api-paths';
import { apiClient } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { Browser, type Page, signIn } from '../support/browser';
import { elementAt } from '../support/elements';
import { everythingKept } from '../support/kept';
import { facelessPhoto, photoForm } from '../support/photos';
import { expectRefusal } from '../support/refusal';
import { addressOf, routesOf } from '../support/routes';

const expectTooMany = (app: TestApp, page: Page) => {
  expectRefusal(app, page, 429);
  expect(Number(page.headers.get('Retry-After'))).to.be.within(1, 60);
};

describe('a client that asks for too much', () => {
  let app: TestApp;
  afterEach(() => app.close());

  it('abuse 40: gets no more lookups after a thousand addresses that don’t exist', async () => {
    app = await startApp({ RATE_MISSES: '100' });
    const [mallory, ada] = [await signIn(app.url, 'Mallory'), await signIn(app.url, 'Ada')];
    const rooms = ['images', 'people', 'drafts', 'recognition'];
    const guess = (_: unknown, i: number) => mallory.get(`/${rooms[i % rooms.length]}/${randomId()}`);
    const answers: Page[] = [];
    for (let at = 0; at < 1000; at += 10) answers.push(...(await Promise.all(Array.from({ length: 10 }, guess))));
    const isUnknown = answers.map(({ status }) => status === 404);
    expect(isUnknown.slice(0, 100)).not.to.include(false);
    expect(isUnknown.slice(120)).not.to.include(true);
    expectTooMany(app, elementAt(answers, 999));
    expectTooMany(app, await mallory.get('/'));
    expect((await ada.get('/')).status).to.equal(200);
  });

  it('abuse 73: with photos gets 429 beyond the limit, and others are served', async () => {
    app = await startApp({ RECOGNITION_QUEUE: '8' });
    const [mallory, ada] = [await signIn(app.url, 'Mallory'), await signIn(app.url, 'Ada')];
    const photo = photoForm([['a.jpg', await facelessPhoto()]]);
    const flood = Promise.all(
      Array.from({ length: 60 }, () => mallory.post('/recognition', photo, { Accept: 'application/json' })),
    );
    for (let turn = 0; turn < 3; turn++) expect((await ada.post('/recognition', photo)).status).to.equal(303);
    const answers = await flood;
    const refused = answers.filter(({ status }) => status !== 303);
    expect(refused.length).to.be.within(20, 59);
    for (const page of refused) expectTooMany(app, page);
    expect(await app.services.catalog.selectFrom('recognitions').select('id').execute()).to.have.length(
      answers.length - refused.length + 3,
    );
  });

  it('abuse 73: may send two photos at a time, as a page does, even on a machine with one core', async () => {
    app = await startApp({ RECOGNITION_WORKERS: '1', RECOGNITION_QUEUE: '2' });
    const [grace, ada] = [await signIn(app.url, 'Grace'), await signIn(app.url, 'Ada')];
    const photo = photoForm([['a.jpg', await facelessPhoto()]]);
    const answers = await Promise.all([grace, grace, ada].map((browser) => browser.post('/recognition', photo)));
    expect(answers.map(({ status }) => status)).to.deep.equal([303, 303, 303]);
  });

  it('abuse 73: of any kind gets 429, whatever the route, and others are served', async () => {
    app = await startApp({ RATE_PER_USER: '20', TRUST_PROXY: '1' });
    const [mallory, ada] = [await signIn(app.url, 'Mallory'), await signIn(app.url, 'Ada')];
    const program = await apiClient(app, 'Mallory');
    const { key = '' } = program; // the one thing that opens the API
    for (let turn = 0; turn < 20; turn++) await program.get('/server'); // keys are counted beside the pages
    for (let turn = 0; turn < 20; turn++) await mallory.get('/settings', { 'X-Forwarded-For': `192.0.2.${turn}` });
    const before = await everythingKept(app);
    const limited = routesOf(createApp(app.services)).filter(
      (route) => !route.path.startsWith('/health/') && route.path !== '/logout' && !isNewEvent(route),
    );
    expect(limited.length).to.be.above(40);
    for (const route of limited)
      expectTooMany(
        app,
        await mallory.request(route.method, addressOf(route), { headers: isForApi(route) ? { 'X-Api-Key': key } : {} }),
      );
    expect(await everythingKept(app)).to.deep.equal(before);
    expect((await mallory.get('/health/live')).status).to.equal(200);
    expect((await ada.get('/')).status).to.equal(200);
    expect((await mallory.post('/logout')).status, 'signing out always works').to.equal(303);
  });

  it('abuse 73: from one address gets 429, and other addresses are served', async () => {
    app = await startApp({ RATE_PER_ADDRESS: '5', TRUST_PROXY: '1' });
    const anyone = new Browser(app.url);
    const from = (address: string) => anyone.get('/error', { 'X-Forwarded-For': address });
    // One customer of a provider has all addresses that begin like 2001:db8:0:1.
    for (const addresses of [
      ['192.0.2.7'],
      ['::ffff:192.0.2.8', '192.0.2.8'],
      ['2001:db8:0:1::1', '2001:db8:0:1:a::2', '2001:db8:0:1:b::3'],
    ]) {
      for (let turn = 0; turn < 5; turn++)
        expect((await from(elementAt(addresses, turn % addresses.length))).status).to.equal(200);
      for (const address of addresses) expectTooMany(app, await from(address));
    }
    expect((await from('2001:db8:0:2::1')).status).to.equal(200);
    expect((await anyone.get('/health/live', { 'X-Forwarded-For': '192.0.2.7' })).status).to.equal(200);
  });

  it('abuse 73: with sign-ins gets 429 before the provider is asked, and signed-in users go on', async () => {
    app = await startApp({ RATE_SIGN_INS: '4' });
    const ada = await signIn(app.url, 'Ada'); // /login and its callback
    const anyone = new Browser(app.url);
    for (let turn = 0; turn < 2; turn++) expect((await anyone.get('/login')).status).to.equal(302);
    expectTooMany(app, await anyone.get('/login'));
    expectTooMany(app, await anyone.get('/authorization-code/callback?code=a&state=b'));
    expect((await ada.get('/')).status).to.equal(200);
  });
});
