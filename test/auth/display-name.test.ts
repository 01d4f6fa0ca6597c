import { expect } from 'chai';
import { displayNameOf } from '../../src/auth/display-name';

describe('displayNameOf', () => {
  const named: Array<[claims: Record<string, unknown>, name: string | undefined]> = [
    [{ name: ' Ada  Lovelace ', preferred_username: 'ada7' }, 'Ada Lovelace'],
    [{ given_name: 'Ada', family_name: 'Lovelace', nickname: 'Countess' }, 'Ada Lovelace'],
    [{ given_name: 'Ada' }, 'Ada'],
    [{ family_name: 'Lovelace', nickname: 'Countess' }, 'Lovelace'],
    [{ name: '', given_name: ' ', preferred_username: 'ada7', nickname: 'Countess' }, 'ada7'],
    [{ nickname: 'Countess', email: 'ada@example.org' }, 'Countess'],
    [{ email: 'ada@example.org' }, 'ada'],
    [{ upn: 'ada@corp.example', email: 'a@example.org' }, 'ada@corp.example'],
    [{ unique_name: 'CORP\\ada' }, 'CORP\\ada'],
    [{ 'name#de': 'Gräfin Ada' }, 'Gräfin Ada'],
    [{ 'given_name#ja': '花子', 'family_name#ja': '山田' }, '花子 山田'],
    [{ name: ['Ada'], given_name: 7, nickname: { a: 'b' }, preferred_username: true, email: 'ada@example.org' }, 'ada'],
    [{ name: 'Ada\u0000\u202eLove\nlace' }, 'Ada Love lace'],
    [{ name: '\u200b\u200d', nickname: '🦊' }, '🦊'],
    [{ name: '…', email: '@example.org' }, undefined],
    [{}, undefined],
    [JSON.parse('{"__proto__": {"name": "Eve"}}'), undefined],
  ];
  for (const [claims, name] of named)
    it(`finds ${name ?? 'nothing'} in ${JSON.stringify(claims)}`, () => expect(displayNameOf(claims)).to.equal(name));

  it('cuts an overlong name between what people count as characters', () => {
    const family = '👩‍👩‍👧‍👦';
    expect(displayNameOf({ name: family.repeat(200) })).to.match(/^(👩‍👩‍👧‍👦){17}…$/u);
    expect(displayNameOf({ name: 'a'.repeat(5000) })).to.equal(`${'a'.repeat(100)}…`);
  });

  it('prefers UserInfo, claim by claim, and takes the ID token’s where that has none', () => {
    expect(displayNameOf({ name: 'Ada' }, { name: 'Old' })).to.equal('Ada');
    expect(displayNameOf({ email: 'ada@example.org' }, { name: 'Ada' })).to.equal('Ada');
    expect(displayNameOf({ given_name: 'Ada' }, { family_name: 'Lovelace' })).to.equal('Ada Lovelace');
  });
});
