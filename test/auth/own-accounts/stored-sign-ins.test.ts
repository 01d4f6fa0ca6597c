import { rmSync } from 'node:fs';
import { expect } from 'chai';
import type { Adapter } from 'oidc-provider';
import { ExpiredSignIns, storedSignIns } from '../../../src/auth/own-accounts/stored-sign-ins';
import { type Catalog, openCatalog } from '../../../src/catalog/catalog';
import { temporaryFolder } from '../../support/app-process';

const HOUR = 3600;

describe('what the app’s own provider keeps', () => {
  const dataDir = temporaryFolder();
  let one: Catalog;
  let other: Catalog;
  before(async () => {
    one = await openCatalog(dataDir);
    other = await openCatalog(dataDir);
  });
  after(async () => {
    await one.destroy();
    await other.destroy();
    rmSync(dataDir, { recursive: true });
  });
  const adapterOf = (catalog: Catalog, kind: string) => storedSignIns(catalog)(kind) as Adapter;

  it('is found by its id and its uid until it ends, by another process, too', async () => {
    const [here, there] = [adapterOf(one, 'Session'), adapterOf(other, 'Session')];
    await here.upsert('a', { uid: 'one' }, HOUR);
    await there.upsert('a', { uid: 'two' }, HOUR);
    expect(await here.findByUid('one')).to.equal(undefined);
    expect(await here.findByUid('two')).to.deep.equal({ uid: 'two' });
    await here.consume('a');
    expect(await there.find('a')).to.have.property('consumed');
    await there.destroy('a');
    expect(await here.findByUid('two')).to.equal(undefined);
    await here.upsert('b', {}, -1);
    expect(await there.find('b')).to.equal(undefined);
    await here.upsert('c', {}, 0);
    expect(await there.find('c'), 'without an end').to.deep.equal({});
    expect(await adapterOf(one, 'Grant').find('c'), 'of another kind').to.equal(undefined);
  });

  it('goes with its grant', async () => {
    const codes = adapterOf(one, 'AuthorizationCode');
    for (const id of ['a', 'b']) await codes.upsert(id, { grantId: id }, HOUR);
    await codes.revokeByGrantId('a');
    expect([await codes.find('a'), await codes.find('b')]).to.deep.equal([undefined, { grantId: 'b' }]);
  });

  it('goes once its time is over', async () => {
    const sessions = adapterOf(one, 'Session');
    await sessions.upsert('old', {}, HOUR);
    await sessions.upsert('young', {}, 3 * HOUR);
    await new ExpiredSignIns(one).tidy(Date.now() + 2 * HOUR * 1000);
    const rows = await one.selectFrom('signInEntries').select('id').where('kind', '=', 'Session').execute();
    expect(rows.map(({ id }) => id))
      .to.include('young')
      .and.not.to.include('old');
  });

  it('is so much and no more: the oldest makes room', async () => {
    const tokens = adapterOf(one, 'AccessToken');
    const rows = Array.from({ length: 5000 }, (_, i) => ({
      ...{ kind: 'AccessToken', id: `t${i}`, uid: null, grantId: null, payload: '{}' },
      expiresAt: Date.now() + 60_000,
    }));
    for (const from of [0, 2500])
      await one
        .insertInto('signInEntries')
        .values(rows.slice(from, from + 2500))
        .execute();
    await tokens.upsert('newest', {}, HOUR);
    expect(await tokens.find('t0')).to.equal(undefined);
    expect([await tokens.find('t1'), await tokens.find('newest')]).to.deep.equal([{}, {}]);
  });
});
