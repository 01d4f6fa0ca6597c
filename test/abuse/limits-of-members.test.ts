import { expect } from 'chai';
import { EnginePool } from '../../src/engine/engine-pool';
import type { Gallery } from '../../src/gallery/galleries';
import type { ServiceOptions } from '../../src/services';
import { startApp, type TestApp } from '../support/app';
import { until } from '../support/app-process';
import { type Browser, signIn } from '../support/browser';
import { FAULTY_WORKER } from '../support/faulty-worker';
import { makeGallery, setRole, userId } from '../support/members';
import { ADA_IN_SAMPLE_1, cropFace, photoForm, samplePhoto } from '../support/photos';
import { expectRefusal } from '../support/refusal';
import { zipForm, zipOf } from '../support/zips';

const WORKERS = 2;
/** As many photos as one user may have in progress. */
const FLOOD = 2 * WORKERS;

describe('a member who takes what others of a gallery need', () => {
  let app: TestApp;
  let grace: Browser;
  let vera: Browser;
  let club: Gallery;
  afterEach(() => app.close());

  async function start(settings: Record<string, string>, options?: Pick<ServiceOptions, 'startEngine'>): Promise<void> {
    app = await startApp(settings, options);
    [grace, vera] = [await signIn(app.url, 'Grace'), await signIn(app.url, 'Vera')];
    club = await makeGallery(app, 'Grace', 'Club', { Vera: 'viewer' });
  }
  const recognize = (browser: Browser, photo: Buffer, headers = {}) =>
    browser.post(`/g/${club.handle}/recognition`, photoForm([['a.jpg', photo]]), headers);

  it('abuse 236: has a hundred keys of their own to make, and nobody else’s', async () => {
    await start({});
    const make = (browser: Browser) =>
      browser.post(`/g/${club.handle}/keys`, { name: 'Door', end: '', 'people:read': 'yes' });
    await make(vera);
    const { catalog } = app.services;
    const { id: _, ...like } = await catalog.selectFrom('apiKeys').selectAll().executeTakeFirstOrThrow();
    const more = Array.from({ length: 99 }, (_each, i) => ({ ...like, handle: `more${i}`, keyHash: `more${i}` }));
    await catalog.insertInto('apiKeys').values(more).execute();
    expectRefusal(app, await make(vera), 409);
    expect((await make(grace)).status).to.equal(200);
  });

  it('abuse 236: takes turns of their own at the engine, and leaves the owner theirs', async () => {
    let given = 0;
    /** Its workers do what their photos' bytes say. */
    const startEngine: ServiceOptions['startEngine'] = async ({ queue, threads, limits }, log) => {
      const each = { engine: 'wasm', precision: 'auto', threads, limits } as const;
      const pool = new EnginePool({ workers: WORKERS, queue, program: FAULTY_WORKER, settings: each }, log);
      return {
        describe(...photo) {
          given++;
          return pool.describe(...photo);
        },
        kind: 'wasm',
        networks: pool.networks,
        isReady: () => pool.isReady(),
        isIdle: () => pool.isIdle(),
        close: () => pool.close(),
      };
    };
    await start({ RECOGNITION_WORKERS: String(WORKERS), RECOGNITION_QUEUE: '20' }, { startEngine });
    const ended: string[] = [];
    const flood = Array.from({ length: FLOOD }, (_, i) =>
      recognize(vera, Buffer.from(`wait 500 ${i}`)).then(() => ended.push('Vera')),
    );
    await until(() => given === FLOOD);
    await Promise.all([...flood, recognize(grace, Buffer.from('wait 100')).then(() => ended.push('Grace'))]);
    // Those that ran when the owner's came, and no other.
    expect(ended.indexOf('Grace'), ended.join(', ')).to.be.at.most(WORKERS);
  });

  it('abuse 236: has three imports of their own in progress, and leaves others theirs', async () => {
    await start({});
    await setRole(app, club, 'Vera', 'editor');
    const files = [{ name: 'Ada/1.jpg', bytes: await cropFace(ADA_IN_SAMPLE_1) }];
    const send = async (browser: Browser) =>
      (await browser.post(`/g/${club.handle}/account/imports`, zipForm(zipOf(files)))).status;
    expect([await send(vera), await send(vera), await send(vera)]).to.deep.equal([303, 303, 303]);
    expect(await send(vera)).to.equal(409);
    expect(await send(grace)).to.equal(303);
  });

  it('abuse 236: pushes out answers to their own keys alone', async () => {
    await start({});
    const { apiKeys, catalog, idempotency } = app.services;
    const keyOf = async (name: string) => {
      const maker = await userId(app, name);
      await apiKeys.make(club, maker, { name, scopes: ['people:read'], expiresAt: null });
      const own = catalog.selectFrom('apiKeys').select('id').where('userId', '=', maker);
      return { apiKeyId: (await own.executeTakeFirstOrThrow()).id, galleryId: club.id, userId: maker };
    };
    const [hers, mine] = [await keyOf('Vera'), await keyOf('Grace')];
    const once = (request: typeof mine, idempotencyKey: string) =>
      idempotency.once({ ...request, idempotencyKey, fingerprint: '' }, async () => ({ status: 201 }));
    await once(mine, 'mine');
    const answer = `"${'a'.repeat(60_000)}"`;
    for (let i = 0; i < 300; i += 1)
      await catalog
        .insertInto('idempotentRequests')
        .values({ apiKeyId: hers.apiKeyId, idempotencyKey: `${i}`, createdAt: Date.now(), fingerprint: '', answer })
        .execute();
    await once(hers, 'hers');
    expect((await once(mine, 'mine')).isRepeated).to.equal(true);
    expect(await once(hers, '0').catch(({ id }) => id)).to.equal('answer_not_kept');
  });

  it('abuse 237: fills their own storage with results, and not that of the gallery’s owner', async () => {
    await start({ MAX_STORAGE_MB: '1' });
    const before = await app.services.accounts.usageOf(club);
    let kept = 0;
    for (; kept < 20; kept++) if ((await recognize(vera, samplePhoto(1))).status !== 303) break;
    expect(kept).to.be.within(1, 19);
    const refused = await recognize(vera, samplePhoto(1), { Accept: 'application/json' });
    expectRefusal(app, refused, 507);
    expect(refused.text).to.contain('You’ve reached the limit of 1 MB per account.');
    expect((await app.services.accounts.usageOf(club)).bytes).to.equal(before.bytes);
    expect((await recognize(grace, samplePhoto(1))).status).to.equal(303);

    await vera.post(`/g/${club.handle}/recognition/actions/delete-all`);
    expect((await recognize(vera, samplePhoto(1))).status, 'after a deletion').to.equal(303);
  });
});
