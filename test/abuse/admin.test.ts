import { expect } from 'chai';
import { createApp } from '../../src/app';
import { type AdminApp, startAdminApp } from '../support/admin-app';
import { Browser, type Page } from '../support/browser';
import { personalGalleryOf, userId } from '../support/members';
import { unescaped } from '../support/pages';
import { BEA, cropFace, photoForm, samplePhoto } from '../support/photos';
import { expectRefusal, sentenceOf } from '../support/refusal';
import { type Route, routesOf } from '../support/routes';

describe('administration', () => {
  let admins: AdminApp;
  let root: Browser;
  let grace: Browser;
  let routes: Route[];
  beforeEach(async () => {
    admins = await startAdminApp();
    root = admins.root;
    grace = await admins.as('Grace');
    routes = routesOf(createApp(admins.app.services)).filter(({ path }) => path.startsWith('/admin'));
    expect(routes).to.have.length.above(7);
  });
  afterEach(() => admins.close());

  const kept = async () => {
    const { catalog } = admins.app.services;
    const users = catalog.selectFrom('users').select(['id', 'email', 'suspendedAt', 'storageMegabytes']).orderBy('id');
    return [await users.execute(), await catalog.selectFrom('sessions').select('userId').execute()];
  };
  const ask = (browser: Browser, { method, path }: Route, id: number) =>
    browser.request(method, path.replace(':id', String(id)), {
      headers: { 'Sec-Fetch-Site': 'same-origin' },
      ...(method === 'POST' && { body: new URLSearchParams({ megabytes: '1' }) }),
    });
  const plain = ({ status, text }: Page) => [
    status,
    text.replace(/Request [\w-]+/g, '').replace(/returnTo=[^"]*/g, ''),
  ];

  it('abuse 213: who isn’t an administrator finds no page of theirs, by whatever method, and changes nothing', async () => {
    const id = await userId(admins.app, 'Root');
    const before = await kept();
    for (const browser of [grace, new Browser(admins.app.url)]) {
      const nowhere = plain(await browser.get('/nowhere'));
      for (const route of routes) {
        expect(plain(await ask(browser, route, id)), `${route.method} ${route.path}`).to.deep.equal(nowhere);
        const path = route.path.replace(':id', String(id));
        for (const method of ['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])
          expect(
            (await browser.request(method, path, { headers: { 'Sec-Fetch-Site': 'same-origin' } })).status,
            `${method} ${path}`,
          ).to.equal(404);
      }
      for (const odd of ['/Admin', '/ADMIN/users/1', '/admin/', '/admin/nowhere', '/admin?page=2'])
        expect((await browser.get(odd)).status, odd).to.equal(404);
    }
    expect(await kept()).to.deep.equal(before);
  });

  it('abuse 213: nor do programs with a key, not even an administrator’s', async () => {
    const made = await root.follow(await root.post('/keys', { name: 'Door', 'people:read': 'yes' }));
    const [key = ''] = /ff_[\w-]{43}/.exec(made.text) ?? [];
    expect(key).not.to.equal('');
    for (const path of ['/admin', '/admin/audit', '/api/v1/admin', '/api/v1/users'])
      expect((await new Browser(admins.app.url).get(path, { Authorization: `Bearer ${key}` })).status, path).to.equal(
        404,
      );
  });

  it('abuse 213: who loses the group that made them one is none at their next sign-in', async () => {
    const alan = await admins.as('Alan', { groups: ['admins'] });
    expect((await alan.get('/admin')).status).to.equal(200);
    await admins.as('Alan', { groups: [] });
    expect((await alan.get('/admin')).status).to.equal(404);
    const eve = await admins.as('Eve', { email: 'root@example.org', email_verified: false });
    expect((await eve.get('/admin')).status).to.equal(404);
  });

  it('abuse 214: no field of a form makes an administrator, or lifts a limit', async () => {
    const escalation = {
      isAdmin: 'true',
      admin: '1',
      role: 'admin',
      groups: 'admins',
      email: 'root@example.org',
      email_verified: 'true',
      storageMegabytes: '99999',
      megabytes: '99999',
      suspendedAt: '',
      'user[isAdmin]': 'true',
      __proto__: 'x',
      'constructor[prototype][isAdmin]': 'true',
    };
    const before = await kept();
    for (const path of ['/settings', '/keys', '/people', '/images', '/recognition', '/account/delete'])
      await grace.post(path, escalation);
    const query = new URLSearchParams(escalation);
    for (const path of ['/', '/settings', '/account', '/login', '/error']) await grace.get(`${path}?${query}`);
    expect(await kept()).to.deep.equal(before);
    for (const headers of [{ 'X-Admin': 'true' }, { 'X-Forwarded-User': 'root' }, { 'X-Original-URL': '/admin' }])
      expect((await grace.get('/admin', headers as unknown as Record<string, string>)).status).to.equal(404);
    // Neither do further fields of the forms that administrators have.
    await root.post(`${await admins.pageOf('Grace')}/storage`, { ...escalation, megabytes: '7' });
    const { catalog } = admins.app.services;
    const changed = catalog
      .selectFrom('users')
      .select(['email', 'storageMegabytes'])
      .where('displayName', '=', 'Grace');
    expect(await changed.execute()).to.deep.equal([{ email: 'grace@example.org', storageMegabytes: 7 }]);
    expect((await grace.get('/admin')).status).to.equal(404);
  });

  it('abuse 215: a suspended user’s sessions and keys open nothing, they can’t sign in, and nothing is lost', async () => {
    await grace.post('/images', photoForm([['bea.jpg', await cropFace(BEA)]], { name: 'Bea' }));
    const made = await grace.follow(await grace.post('/keys', { name: 'Door', 'people:read': 'yes' }));
    const [key = ''] = /ff_[\w-]{43}/.exec(made.text) ?? [];
    const program = new Browser(admins.app.url);
    const asks = () => program.get('/api/v1/people', { Authorization: `Bearer ${key}` });
    expect((await asks()).status).to.equal(200);
    const page = await admins.pageOf('Grace');

    expect((await root.post(`${page}/suspend`)).status).to.equal(303);
    expect((await grace.get('/')).status).to.equal(303);
    expect((await grace.get('/', { Accept: 'application/json' })).status).to.equal(401);
    const refused = await asks();
    expect([refused.status, JSON.parse(refused.text).id]).to.deep.equal([403, 'account_suspended']);
    const { browser, answer } = await attempt('Grace');
    expectRefusal(admins.app, answer, 403);
    expect(sentenceOf(answer)).to.contain('Your account is suspended.');
    expect((await browser.get('/')).status).to.equal(303);

    expect((await root.post(`${page}/resume`)).status).to.equal(303);
    expect((await grace.get('/')).status, 'the session of before').to.equal(303);
    expect((await asks()).status).to.equal(200);
    expect((await (await admins.as('Grace')).get('/')).text).to.contain('Bea');
  });

  /** Tries to sign in as somebody. */
  async function attempt(name: string): Promise<{ browser: Browser; answer: Page }> {
    const refused = await admins.as(name).then(
      () => undefined,
      (error: Error) => error.message,
    );
    expect(refused).to.contain('Your account is suspended');
    const browser = new Browser(admins.app.url);
    const toProvider = await browser.get('/login');
    const back = await browser.get(toProvider.location ?? '');
    return { browser, answer: await browser.get(back.location ?? '') };
  }

  it('abuse 215: an upload that began before is refused when it arrives after', async () => {
    const made = await grace.follow(await grace.post('/keys', { name: 'Door', 'recognitions:write': 'yes' }));
    const [key = ''] = /ff_[\w-]{43}/.exec(made.text) ?? [];
    const gallery = await personalGalleryOf(admins.app, 'Grace');
    const { role } = await admins.app.services.keyOpener.open(key);
    await admins.app.services.keyOpener.recheck(key, role);
    await root.post(`${await admins.pageOf('Grace')}/suspend`);
    const later = await admins.app.services.keyOpener.recheck(key, role).catch((error: { id: string }) => error.id);
    expect(later, `in ${gallery.handle}`).to.equal('account_suspended');
  });

  it('abuse 215: two administrators who suspend each other at once leave one', async () => {
    await admins.as('Alan', { groups: ['admins'] });
    const [rootId, alanId] = [await userId(admins.app, 'Root'), await userId(admins.app, 'Alan')];
    const { administration } = admins.app.services; // both requests were let through before either acts
    await Promise.allSettled([administration.suspend(rootId, alanId), administration.suspend(alanId, rootId)]);
    const { catalog } = admins.app.services;
    const standing = catalog.selectFrom('users').select('displayName').where('suspendedAt', 'is', null);
    const names = (await standing.execute()).map(({ displayName }) => displayName);
    expect(names.filter((name) => ['Root', 'Alan'].includes(name))).to.have.length(1);
  });

  it('abuse 216: an administrator gets no face, no photo and nobody’s name, on any page, and enters no gallery', async () => {
    await grace.post('/images', photoForm([['bea.jpg', await cropFace(BEA)]], { name: 'Beatrix' }));
    const result = await grace.post('/recognition', photoForm([['group.jpg', samplePhoto(1)]]));
    await grace.post('/images', photoForm([['group.jpg', samplePhoto(1)]], { name: 'Cleopatra' }));
    await grace.follow(await grace.post('/keys', { name: 'Beatrix’s door', 'people:read': 'yes' }));
    const { catalog } = admins.app.services;
    const people = await catalog.selectFrom('people').select(['handle', 'name']).execute();
    const photos = await catalog.selectFrom('photos').select(['imageName', 'path', 'imageId']).execute();
    expect([people.length, photos.length]).to.deep.equal([1, 1]);
    const secrets = [...people, ...photos].flatMap((row) => Object.values(row));
    const id = await userId(admins.app, 'Grace');
    for (const route of routes) {
      if (route.path.endsWith('/delete') || route.path.endsWith('/suspend')) continue;
      const page = await root.follow(await ask(root, route, id));
      expect(page.status, route.path).to.equal(200);
      for (const text of [page.text, unescaped(page.text)])
        for (const secret of [...secrets, 'Beatrix', 'Cleopatra', '<img', '/images/', '/drafts/'])
          expect(text, `${route.path} ${secret}`).not.to.contain(secret);
    }
    const { handle } = await personalGalleryOf(admins.app, 'Grace');
    const image = `/images/${photos[0]?.imageName}`;
    const recognized = new URL(result.location ?? '').pathname;
    for (const path of [image, recognized, `/people/${people[0]?.handle}`])
      for (const address of [path, `/g/${handle}${path}`])
        expect((await root.get(address)).status, address).to.equal(404);
    expect((await root.get(`/g/${handle}/`)).status).to.equal(404);
  });
});
