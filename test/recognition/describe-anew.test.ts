import { expect } from 'chai';
import type { PhotoRequest, RunningEngine } from '../../src/engine/contract';
import { engineFailed } from '../../src/errors';
import type { Gallery } from '../../src/gallery/galleries';
import { startApp, type TestApp } from '../support/app';
import { type Browser, signIn } from '../support/browser';
import { addPerson } from '../support/imports';
import { galleryOf } from '../support/people';
import { ADA_IN_SAMPLE_1, BEA, cropFace } from '../support/photos';
import { startSharedEngine } from '../support/shared-engine';

const [OLD, NEW] = ['face-api-1', 'face-api-3'];

describe('a photo that is described anew', () => {
  let app: TestApp;
  let grace: Browser;
  let gallery: Gallery;
  /** What comes before the engine gets a photo; it may fail. */
  let before: (bytes: Uint8Array) => Promise<void>;
  const settled = () => app.services.redescription.settled();
  const describeAnew = async () => {
    app.services.redescription.wake(gallery.id);
    await settled();
  };
  const facesIn = () => app.services.catalog.selectFrom('faces').select(['network', 'chips', 'nextNetwork']).execute();

  beforeEach(async () => {
    before = async () => undefined;
    app = await startApp(
      {},
      {
        startEngine: async (config, log) => {
          const engine = await startSharedEngine(config, log);
          const describe = async (bytes: Uint8Array, request?: PhotoRequest) => {
            await before(bytes);
            return engine.describe(bytes, request);
          };
          return Object.assign(Object.create(engine) as RunningEngine, { describe });
        },
      },
    );
    grace = await signIn(app.url, 'Grace');
    gallery = await galleryOf(app, 'Grace');
    await settled();
    const { catalog } = app.services;
    await catalog.updateTable('galleries').set({ network: OLD }).where('id', '=', gallery.id).execute();
    await addPerson(grace, 'Ada', await cropFace(ADA_IN_SAMPLE_1, 0.3));
  });
  afterEach(() => app.close());

  it('isn’t written off while the engine can’t work at all', async () => {
    before = async () => {
      throw engineFailed();
    };
    await describeAnew();
    expect(await facesIn()).to.deep.equal([{ network: OLD, chips: 1, nextNetwork: null }]);
    before = async () => undefined;
    await describeAnew();
    expect(await facesIn()).to.deep.equal([{ network: NEW, chips: 3, nextNetwork: null }]);
  });

  it('is passed over when the engine fails at it alone', async () => {
    before = async (bytes) => {
      if (bytes.length > 0) throw engineFailed();
    };
    await describeAnew();
    expect(await facesIn()).to.deep.equal([{ network: OLD, chips: 1, nextNetwork: NEW }]);
  });

  it('is a change of the person whose it has become meanwhile', async () => {
    const { catalog, people, photos } = app.services;
    await catalog.updateTable('galleries').set({ network: NEW }).where('id', '=', gallery.id).execute();
    await addPerson(grace, 'Bea', await cropFace(BEA, 0.3)); // Zoe's id isn't Ada's
    const { imageName } = await catalog
      .selectFrom('photos')
      .select('imageName')
      .orderBy('id')
      .executeTakeFirstOrThrow();
    before = async () => {
      before = async () => undefined;
      await photos.move(gallery, imageName, 'Zoe');
    };
    await describeAnew();
    expect((await facesIn()).map(({ network }) => network)).to.deep.equal([NEW, NEW]);
    const { personId } = await catalog
      .selectFrom('galleryChanges')
      .select('personId')
      .orderBy('version', 'desc')
      .executeTakeFirstOrThrow();
    expect(personId).to.equal((await people.findNamed(gallery, 'Zoe'))?.id);
  });
});
