import { expect } from 'chai';
import type Koa from 'koa';
import { SessionStore } from '../../src/auth/session-store';
import { Users } from '../../src/auth/users';
import { withCatalog } from '../support/catalog';
import { NETWORK } from '../support/descriptors';
import { EVERYBODY, named } from '../support/profiles';

const HOUR = 3_600_000;
const request = () => ({ ctx: {} as Koa.Context });

describe('SessionStore', () => {
  it('keeps a session until it is destroyed, and never stores its id', () =>
    withCatalog(async (catalog) => {
      const store = new SessionStore(catalog);
      await store.set('secret-id', { a: 1 }, HOUR, request());
      expect(await store.get('secret-id', HOUR, request())).to.deep.equal({ a: 1 });
      expect(JSON.stringify(await catalog.selectFrom('sessions').selectAll().execute())).not.to.contain('secret-id');
      await store.destroy('secret-id');
      expect(await store.get('secret-id', HOUR, request())).to.equal(undefined);
    }));

  it('stores a session under its user, and removes it with the user', () =>
    withCatalog(async (catalog) => {
      const store = new SessionStore(catalog);
      const { id } = await new Users(catalog, NETWORK, EVERYBODY).signIn('issuer', 'ada', named('Ada'));
      await store.set('of ada', { passport: { user: id } }, HOUR, request());
      expect(await catalog.selectFrom('sessions').select('userId').executeTakeFirst()).to.deep.equal({ userId: id });
      await catalog.deleteFrom('users').execute();
      expect(await store.get('of ada', HOUR, request())).to.equal(undefined);
    }));

  it('hides an expired session, and sweeps it a day later, as the clock might be wrong', () =>
    withCatalog(async (catalog) => {
      const store = new SessionStore(catalog);
      await store.set('old', { a: 1 }, -1, request());
      expect(await store.get('old', HOUR, request())).to.equal(undefined);
      await store.set('older', { a: 1 }, -26 * HOUR, request());
      await new SessionStore(catalog).set('new', {}, HOUR, request());
      expect(await catalog.selectFrom('sessions').selectAll().execute()).to.have.length(2);
    }));

  it('keeps a session without a user for no longer than a sign-in takes', () =>
    withCatalog(async (catalog) => {
      await new SessionStore(catalog).set('visitor', {}, 1000 * HOUR, request());
      const row = await catalog.selectFrom('sessions').select('expiresAt').executeTakeFirstOrThrow();
      expect(row.expiresAt).to.be.below(Date.now() + HOUR);
    }));

  it('keeps a request that outlives the sign-out from bringing the session back', () =>
    withCatalog(async (catalog) => {
      const store = new SessionStore(catalog);
      await store.set('id', { a: 1 }, HOUR, request());
      const slow = request();
      await store.get('id', HOUR, slow);
      await store.destroy('id');
      await store.set('id', { a: 2 }, HOUR, slow);
      expect(await store.get('id', HOUR, request())).to.equal(undefined);
    }));
});
