import { expect } from 'chai';
import { type ApiClient, apiClient } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { signIn } from '../support/browser';
import { galleryOf } from '../support/people';

const BASE = '/faces';

describe('the API of an app below a path', () => {
  let app: TestApp;
  let program: ApiClient;
  let inGallery: ApiClient;
  let prefix: string;
  before(async () => {
    app = await startApp({}, { basePath: BASE });
    await signIn(app.url, 'Ada');
    program = await apiClient(app, 'Ada');
    const { handle } = await galleryOf(app, 'Ada');
    prefix = `${BASE}/g/${handle}`;
    inGallery = Object.assign(Object.create(program), { appUrl: `${app.url}/g/${handle}` });
  });
  after(() => app.close());

  it('says where the app is, and nothing else, in its description', async () => {
    const description = await (await fetch(`${app.url}/api/openapi.json`)).json();
    expect(description).to.deep.include({
      servers: [{ url: `${app.url}/api/v1` }],
      externalDocs: { description: 'The reference', url: `${app.url}/api/reference` },
    });
  });

  for (const [what, client, base] of [
    ['', () => program, () => BASE],
    [', in a gallery', () => inGallery, () => prefix],
  ] as const)
    it(`names addresses below the path in Location, Link and the type of a problem${what}`, async () => {
      for (const name of ['Bea', 'Cleo']) {
        const added = await client().request('POST', '/people', { json: { name: name + what } });
        expect(added.headers.get('Location')).to.equal(`${base()}/api/v1/people/${added.json.id}`);
      }
      const listed = await client().request('GET', '/people?limit=1');
      const [, next = ''] = /^<([^>]+)>; rel="next"$/.exec(listed.headers.get('Link') ?? '') ?? [];
      expect(next).to.match(new RegExp(`^${base()}/api/v1/people\\?`));
      const following = await client().request('GET', next.slice(`${base()}/api/v1`.length));
      expect(following.json.items).to.have.length(1);
      const refused = await client().request('GET', '/people/nobody');
      expect(refused.json.type).to.equal(`${base()}/api/reference#fault-person_not_found`);
    });

  it('repeats the answer of a request with the address that is asked now', async () => {
    const sent = { json: { name: 'Dora' }, headers: { 'Idempotency-Key': 'once' } };
    const [first, again] = [
      await program.request('POST', '/people', sent),
      await inGallery.request('POST', '/people', sent),
    ];
    expect(again.headers.get('Idempotent-Replayed')).to.equal('true');
    expect(first.headers.get('Location')).to.equal(`${BASE}/api/v1/people/${first.json.id}`);
    expect(again.headers.get('Location')).to.equal(`${prefix}/api/v1/people/${first.json.id}`);
  });

  it('shows a key’s maker the whole address', async () => {
    const browser = await signIn(app.url, 'Ada');
    const made = await browser.post(`${BASE}/keys`, { name: 'A key', 'people:read': 'yes' });
    expect(made.text).to.include(`${app.url}/api/v1/me`);
  });
});
