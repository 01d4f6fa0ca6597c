import { expect } from 'chai';
import { emailOf, readEmail } from '../../src/auth/email-claims';
import { groupsOf } from '../../src/auth/group-claims';
import { isListed } from '../../src/auth/listed-people';
import { scopesAsked } from '../../src/auth/scopes-asked';

describe('emailOf', () => {
  const verified = (email: unknown, email_verified: unknown = true) => emailOf({ email, email_verified });

  it('takes a verified address, in lower case', () => {
    expect(verified('Ada.L@Example.ORG')).to.equal('ada.l@example.org');
    expect(verified('ada@example.org', 'true')).to.equal('ada@example.org');
  });

  for (const not of [undefined, null, false, 'false', 'True', 'yes', 1, [true], {}])
    it(`takes none whose email_verified is ${JSON.stringify(not)}`, () => {
      expect(verified('ada@example.org', not ?? null)).to.equal(null);
    });

  it('looks into UserInfo where the ID token doesn’t say whether it is verified, and never overrules the ID token', () => {
    const [ada, eve] = [
      { email: 'ada@example.org', email_verified: true },
      { email: 'eve@example.org', email_verified: false },
    ];
    expect(emailOf({ email: 'ada@example.org' }, ada)).to.equal('ada@example.org');
    expect(emailOf(eve, { ...eve, email_verified: true })).to.equal(null);
    expect(emailOf({ email: 'eve@example.org' }, { email_verified: true })).to.equal(null);
  });

  for (const odd of [
    '',
    'ada',
    '@example.org',
    'ada@',
    'ada@@example.org',
    'eve@evil.example@example.org',
    'ada@example.org\0',
    'ada@example.org\n',
    ' ada@example.org',
    'ada lovelace@example.org',
    'ada@example.org,eve@example.org',
    'ada@.example.org',
    'ada@example..org',
    '<x>@y.z',
    'Ada<ada@example.org',
    '\u212aelvin@example.org',
    'ada@ex\u00e4mple.org',
    `${'a'.repeat(250)}@example.org`,
    ['ada@example.org'],
    { toString: 'ada@example.org' },
    7,
    null,
  ])
    it(`takes ${JSON.stringify(odd)} for no address`, () => {
      expect(verified(odd)).to.equal(null);
      expect(readEmail(odd)).to.equal(undefined);
    });
});

describe('groupsOf', () => {
  const names = (path: string, ...sources: Array<Record<string, unknown>>) => groupsOf(path, ...sources).groups;

  it('reads a list, or one group', () => {
    expect(names('groups', { groups: ['family', 'climbers', 'family'] })).to.deep.equal(['family', 'climbers']);
    expect(names('groups', { groups: 'family, climbers' })).to.deep.equal(['family, climbers']);
  });

  it('follows a path, and takes a claim whose own name has dots first', () => {
    expect(names('realm_access.roles', { realm_access: { roles: ['family'] } })).to.deep.equal(['family']);
    const named = { 'https://example.org/groups': ['family'], 'https://example': { 'org/groups': ['eve'] } };
    expect(names('https://example.org/groups', named)).to.deep.equal(['family']);
  });

  it('takes UserInfo’s where the ID token has none, and never both', () => {
    expect(names('groups', {}, { groups: ['family'] })).to.deep.equal(['family']);
    expect(names('groups', { groups: [] }, { groups: ['family'] })).to.deep.equal([]);
  });

  it('leaves out what is no name, and cuts none short', () => {
    const odd = [7, null, ['family'], { name: 'family' }, '', ' ', 'a\0b', 'a\nb', '\ud800', 'x'.repeat(257)];
    expect(names('groups', { groups: [...odd, 'climbers'] })).to.deep.equal(['climbers']);
    for (const each of odd)
      expect(names('groups', { groups: each }), JSON.stringify(each)).to.deep.equal(
        Array.isArray(each) ? ['family'] : [],
      );
    for (const path of ['__proto__', 'constructor.name', 'length', 'groups.0', 'groups.length'])
      expect(names(path, { groups: 'family' }), path).to.deep.equal([]);
  });

  it('takes 500 at most', () => {
    const many = Array.from({ length: 20_000 }, (_, i) => `group ${i}`);
    expect(names('groups', { groups: many })).to.deep.equal(many.slice(0, 500));
  });

  it('knows when the provider has left them out', () => {
    const overage = {
      _claim_names: { groups: 'src1' },
      _claim_sources: { src1: { endpoint: 'https://graph.example' } },
    };
    expect(groupsOf('groups', overage)).to.deep.equal({ groups: [], isElsewhere: true });
    expect(groupsOf('groups', { hasgroups: true })).to.deep.equal({ groups: [], isElsewhere: true });
    expect(groupsOf('groups', {})).to.deep.equal({ groups: [], isElsewhere: false });
  });
});

describe('isListed', () => {
  const person = { email: 'ada@example.org', groups: ['family'] };

  it('knows people by address, domain or group', () => {
    for (const list of [
      { emails: ['ada@example.org'], groups: [] },
      { emails: ['example.org'], groups: [] },
      { emails: ['other.example'], groups: ['family'] },
    ])
      expect(isListed(list, person), JSON.stringify(list)).to.equal(true);
  });

  it('takes nobody else', () => {
    for (const list of [
      { emails: [], groups: [] },
      { emails: ['xample.org', 'org', 'www.example.org', 'da@example.org', 'ada'], groups: ['Family', 'famil'] },
    ])
      expect(isListed(list, person), JSON.stringify(list)).to.equal(false);
    expect(isListed({ emails: ['undefined', 'null'], groups: [] }, { email: null, groups: [] })).to.equal(false);
  });
});

describe('scopesAsked', () => {
  it('asks for the e-mail address unless the provider lacks it, and for groups only where it has them', () => {
    expect(scopesAsked({ issuer: '' })).to.deep.equal(['profile', 'email']);
    expect(scopesAsked({ issuer: '', scopes_supported: ['openid'] })).to.deep.equal(['profile']);
    const all = ['openid', 'email', 'groups'];
    expect(scopesAsked({ issuer: '', scopes_supported: all })).to.deep.equal(['profile', 'email', 'groups']);
  });
});
