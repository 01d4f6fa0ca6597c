import { expect } from 'chai';
import { startApp, type TestApp } from '../support/app';
import { type Browser, signIn } from '../support/browser';

describe('the dashboard', () => {
  let app: TestApp;
  let grace: Browser;

  before(async () => {
    app = await startApp();
    grace = await signIn(app.url, 'Grace');
    const { catalog } = app.services;
    const { id: userId } = await catalog.selectFrom('users').select('id').executeTakeFirstOrThrow();
    for (let i = 10; i < 40; i++) {
      const person = { userId, name: `Person ${i}`, nameKey: `person ${i}`, createdAt: i };
      const { id: personId } = await catalog.insertInto('people').values(person).returning('id').executeTakeFirstOrThrow();
      const photo = { userId, personId, imageName: `p-${i}`, path: `p-${i}`, width: 1, height: 1, createdAt: i, quarantined: null };
      await catalog.insertInto('photos').values(photo).execute();
    }
  });
  after(() => app.close());

  const names = (page: string) => [...page.matchAll(/<h2 class="h6[^>]*>(Person \d+)/g)].map(([, name]) => name);

  const unescaped = (page: string) => page.replaceAll('&#x3D;', '=');

  it('shows 24 people a page, by name, and leads on to the others', async () => {
    const first = await grace.open('/');
    expect(names(first.text)).to.have.length(24).and.include('Person 10').and.not.include('Person 34');
    expect(unescaped(first.text)).to.include('href="/?page=2" rel="next"').and.not.include('rel="prev"');
    const second = await grace.open('/?page=2');
    expect(names(second.text)).to.deep.equal(['Person 34', 'Person 35', 'Person 36', 'Person 37', 'Person 38', 'Person 39']);
    expect(unescaped(second.text)).to.include('href="/?page=1" rel="prev"').and.not.include('rel="next"');
  });

  it('takes any other page for the first, or for an empty one', async () => {
    for (const page of ['0', '-3', 'x', '1.5', '']) expect(names((await grace.open(`/?page=${page}`)).text), page).to.have.length(24);
    for (const page of ['99', '1e300']) expect((await grace.open(`/?page=${page}`)).status).to.equal(200);
  });
});
