import { expect } from 'chai';
import type { TestApp } from '../support/app';
import type { Browser } from '../support/browser';
import { expectRefusal } from '../support/refusal';
import { setUpApp } from '../support/set-up-app';

describe('the form that makes API keys', () => {
  let app: TestApp;
  let ada: Browser;
  setUpApp(['Ada'], (...started) => {
    [app, ada] = started;
  });
  beforeEach(async () => void (await app.services.catalog.deleteFrom('apiKeys').execute()));

  const make = (fields: Record<string, string> = {}) =>
    ada.post('/keys', { name: 'Door', end: '', 'people:read': 'yes', ...fields });
  const rows = () => app.services.catalog.selectFrom('apiKeys').selectAll().execute();

  it('abuse 154: refuses a key without a name, scopes, or a day in the future, and keeps what was typed', async () => {
    for (const [fields, status] of [
      [{ name: ' ' }, 400],
      [{ name: 'n'.repeat(101) }, 422],
      [{ end: '2001-01-01' }, 422],
      [{ end: '2099-02-30' }, 422],
      [{ end: 'never' }, 422],
      [{ end: '9'.repeat(50) }, 422],
    ] as const) {
      const page = await make(fields);
      expectRefusal(app, page, status);
      expect(page.text).to.include('name="people:read" value="yes" checked').and.include('id="fault-key"');
    }
    expectRefusal(app, await ada.post('/keys', { name: 'Door' }), 400);
    expect(await rows()).to.deep.equal([]);
  });

  it('abuse 154: lets nobody have keys without end, neither ones that open something nor old ones', async () => {
    const [, gallery] = [await make(), await app.services.catalog.selectFrom('apiKeys').selectAll().executeTakeFirst()];
    if (!gallery) throw new Error('there is no key');
    const { id: _, ...like } = gallery;
    const add = (count: number, more: object) =>
      app.services.catalog
        .insertInto('apiKeys')
        .values(
          Array.from({ length: count }, (_each, i) => ({
            ...like,
            handle: `${JSON.stringify(more)}${i}`,
            keyHash: `${JSON.stringify(more)}${i}`,
            ...more,
          })),
        )
        .execute();
    await add(120, { revokedAt: Date.now() });
    await add(98, {});
    expect((await make()).status, 'the hundredth').to.equal(200);
    expect((await rows()).length).to.equal(200);
    expectRefusal(app, await make(), 409);
    expect((await rows()).length).to.equal(200);
  });
});
