import { expect } from 'chai';
import { Users } from '../../src/auth/users';
import { withCatalog } from '../support/catalog';
import { NETWORK } from '../support/descriptors';
import { EVERYBODY, named } from '../support/profiles';

const OKTA = 'https://one.okta.com';

describe('Users', () => {
  it('recognizes a returning user, under the name of the last sign-in', () =>
    withCatalog(async (catalog) => {
      const users = new Users(catalog, NETWORK, EVERYBODY);
      const first = await users.signIn(OKTA, 'ada', named('Ada'));
      const second = await users.signIn(OKTA, 'ada', named(' Ada Lovelace '));
      expect(second).to.deep.equal({ ...first, displayName: 'Ada Lovelace' });
      expect(await users.find(first.id)).to.deep.equal(second);
    }));

  it('finds nobody for an unknown id', () =>
    withCatalog(async (catalog) => {
      expect(await new Users(catalog, NETWORK, EVERYBODY).find(7)).to.equal(undefined);
    }));

  it('gives every subject an account, and a gallery with a safe folder of its own', () =>
    withCatalog(async (catalog) => {
      const users = new Users(catalog, NETWORK, EVERYBODY);
      const subjects = [
        'bob',
        'Bob',
        '../bob',
        'a/b',
        'a\\b',
        '..',
        '',
        'x'.repeat(255),
        `${'x'.repeat(254)}y`,
        'bob\n',
        'CON',
      ];
      const all = await Promise.all(subjects.map((subject) => users.signIn(OKTA, subject, named('Bob'))));
      expect(new Set(all.map(({ id }) => id)).size).to.equal(subjects.length);
      const galleries = await catalog.selectFrom('galleries').selectAll().execute();
      expect(galleries.map(({ ownerId }) => ownerId)).to.have.members(all.map(({ id }) => id));
      expect(new Set(galleries.map(({ folder }) => folder)).size).to.equal(subjects.length);
      for (const { folder } of galleries) expect(folder).to.match(/^[0-9a-f]{32}$/);
    }));

  it('never links the same subject of two providers, whatever the names', () =>
    withCatalog(async (catalog) => {
      const users = new Users(catalog, NETWORK, EVERYBODY);
      const one = await users.signIn(OKTA, 'ada', named('ada@example.org'));
      const other = await users.signIn('https://two.okta.com', 'ada', named('ada@example.org'));
      expect(one.id).not.to.equal(other.id);
    }));
});
