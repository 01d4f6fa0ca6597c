import { expect } from 'chai';
import { memoryAdapters } from '../../../src/auth/local-provider/memory-adapter';

const HOUR = 3600;

describe('what the local provider keeps', () => {
  const adapterOf = (name: string) =>
    memoryAdapters()(name) as InstanceType<typeof Object> & import('oidc-provider').Adapter;

  it('is so much and no more: the oldest makes room', async () => {
    const adapter = adapterOf('Interaction');
    for (let each = 0; each < 6000; each++) await adapter.upsert(`i${each}`, { uid: `u${each}`, grantId: 'g' }, HOUR);
    expect(await adapter.find('i999')).to.equal(undefined);
    expect(await adapter.findByUid('u999')).to.equal(undefined);
    expect(await adapter.findByUid('u1000')).to.include({ uid: 'u1000' });
    expect(await adapter.find('i5999')).to.include({ uid: 'u5999' });
    await adapter.revokeByGrantId('g');
    expect(await adapter.find('i5999')).to.equal(undefined);
  });

  it('is found by its id and its uid until it ends', async () => {
    const adapter = adapterOf('Session');
    await adapter.upsert('a', { uid: 'one' }, HOUR);
    await adapter.upsert('a', { uid: 'two' }, HOUR);
    expect(await adapter.findByUid('one')).to.equal(undefined);
    expect(await adapter.findByUid('two')).to.include({ uid: 'two' });
    await adapter.consume('a');
    expect(await adapter.find('a')).to.have.property('consumed');
    await adapter.destroy('a');
    expect(await adapter.findByUid('two')).to.equal(undefined);
    await adapter.upsert('b', {}, -1);
    expect(await adapter.find('b')).to.equal(undefined);
  });
});
