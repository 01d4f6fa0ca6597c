import { expect } from 'chai';
import { Browser } from '../support/browser';
import { filesBelow } from '../support/files';
import { BEA, CLEO, cropFace, photoForm } from '../support/photos';
import { expectRefusal } from '../support/refusal';
import { setUpRogueApp } from '../support/rogue-app';
import { answerFor, signInAt } from '../support/rogue-provider';

const SUBJECTS = [
  'bob',
  'Bob',
  'BOB',
  '../bob',
  '../../bob',
  'a/b',
  'a\\b',
  '/etc/passwd',
  '..',
  '.',
  ' ',
  'bob ',
  'bob\n',
  'CON',
  '__proto__',
];
const LONG = ['x'.repeat(255), `${'x'.repeat(254)}y`, 'é'.repeat(255), 'e\u0301'.repeat(255), 'x'.repeat(5000)];

describe('an account', () => {
  const rogue = setUpRogueApp();

  const accounts = () =>
    rogue.app.services.catalog
      .selectFrom('users')
      .innerJoin('galleries', 'ownerId', 'users.id')
      .selectAll('users')
      .select('folder')
      .execute();
  function signInAs(person: Record<string, unknown>): Promise<Browser> {
    rogue.provider.person = person;
    return signInAt(rogue.app.url);
  }

  it('abuse 41: belongs to one subject, whatever the subject’s text is, and has a folder of its own', async () => {
    const subjects = [...SUBJECTS, ...LONG];
    for (const sub of subjects) await signInAs({ sub, name: 'Bob' });
    const all = await accounts();
    expect(all.map(({ subject }) => subject)).to.have.members(subjects);
    expect(new Set(all.map(({ folder }) => folder)).size).to.equal(subjects.length);
    for (const { folder } of all) expect(folder).to.match(/^[0-9a-f]{32}$/);
    for (const sub of subjects) await signInAs({ sub, name: 'Bob' });
    expect(await accounts(), 'a second sign-in makes no second account').to.have.length(subjects.length);
  });

  for (const [subject, twin] of [
    ['nil', 'nil\0'],
    ['\ufffd', '\ud800'],
  ]) {
    it(`abuse 41: isn’t shared by a subject that the database could take for another: ${JSON.stringify(twin)}`, async () => {
      await signInAs({ sub: subject, name: 'First' });
      const before = await accounts();
      rogue.provider.person = { sub: twin, name: 'Second' };
      const browser = new Browser(rogue.app.url);
      expectRefusal(rogue.app, await browser.get(await answerFor(browser)), 401);
      expect((await browser.get('/')).status).to.equal(303);
      expect(await accounts()).to.deep.equal(before);
    });
  }

  it('abuse 41: shows nothing of an account whose subject differs only by case, and both store below uploads alone', async () => {
    const [one, twin] = [
      await signInAs({ sub: '../twin', name: 'Twin' }),
      await signInAs({ sub: '../Twin', name: 'Twin' }),
    ];
    const before = filesBelow(rogue.app.dataDir);
    await one.post('/images', photoForm([['bea.jpg', await cropFace(BEA)]], { name: 'Bea of one' }));
    await twin.post('/images', photoForm([['cleo.jpg', await cropFace(CLEO)]], { name: 'Cleo of the twin' }));
    expect((await one.get('/')).text)
      .to.contain('Bea of one')
      .and.not.contain('Cleo of the twin');
    expect((await twin.get('/')).text)
      .to.contain('Cleo of the twin')
      .and.not.contain('Bea of one');
    const added = filesBelow(rogue.app.dataDir).filter((file) => !before.includes(file));
    expect(new Set(added.map((file) => /^uploads\/[0-9a-f]{32}(?=\/)/.exec(file)?.[0])).size, added.join()).to.equal(2);
    for (const file of added) expect(file).to.match(/^uploads\/[0-9a-f]{32}\//);
  });

  it('abuse 42: is never linked to another by its e-mail address or name', async () => {
    const person = { name: 'Ada', email: 'ada@example.org', email_verified: true, preferred_username: 'ada' };
    const before = (await accounts()).length;
    await signInAs({ ...person, sub: 'first' });
    rogue.provider.lies = { userInfo: { ...person, sub: 'second' }, claims: { email: person.email } };
    await signInAs({ ...person, sub: 'second' });
    rogue.provider.lies = {};
    const all = await accounts();
    expect(all).to.have.length(before + 2);
  });

  it('abuse 51: has a plain name, whatever the provider sends as one', async () => {
    for (const name of [7, true, null, [], {}, { toString: 'x' }, '', '   ']) {
      const page = await (await signInAs({ sub: JSON.stringify(name), name })).get('/');
      expect([page.status, page.text.includes('Somebody')], JSON.stringify(name)).to.deep.equal([200, true]);
    }
    const page = await (await signInAs({ sub: 'html', name: '<script>alert(1)</script>{{this}}' })).get('/');
    expect(page.text).to.contain('&lt;script&gt;alert(1)&lt;/script&gt;{{this}}').and.not.contain('<script>alert');
  });
});
