import { rmSync } from 'node:fs';
import { expect } from 'chai';
import fc from 'fast-check';
import pino from 'pino';
import { type Catalog, openCatalog } from '../../src/catalog/catalog';
import type { StoredFace } from '../../src/catalog/faces';
import { Drafts } from '../../src/enrolment/drafts';
import { FaceEntry } from '../../src/enrolment/face-entry';
import { isFault } from '../../src/errors';
import { EnrolledPeople } from '../../src/gallery/enrolled-people';
import { ensurePersonalGallery, type Gallery, personalGallery } from '../../src/gallery/galleries';
import { changedSince, changeGallery, galleryState } from '../../src/gallery/gallery-changes';
import { findPerson } from '../../src/gallery/person-rows';
import { Merges } from '../../src/people/merges';
import { People } from '../../src/people/people';
import { Photos } from '../../src/people/photos';
import { openStores } from '../../src/storage/stores';
import { temporaryFolder } from '../support/app-process';
import { MADE, NETWORK } from '../support/descriptors';
import { elementAt, firstOf, onlyOf } from '../support/elements';
import { rejection } from '../support/rejection';

const log = pino({ level: 'silent' });
const JPEG = new Uint8Array([1]);

/** A descriptor of its own for each seed. */
const descriptorOf = (seed: number) => Float32Array.from({ length: 128 }, (_, i) => Math.sin(seed * 131 + i) / 8);
const faceOf = (seed: number): StoredFace => ({
  box: { left: 0, top: 0, width: 100, height: 100 },
  ...{ score: 1, sharpness: null, turn: null, quality: null, ...MADE },
  descriptor: descriptorOf(seed),
});

const versionOf = async (catalog: Catalog, id: number) => (await galleryState(catalog, id)).version;

/** The gallery's services of one of several apps over one data folder. */
class Writer {
  readonly enrolled: EnrolledPeople;
  readonly entry: FaceEntry;
  readonly photos: Photos;
  readonly drafts: Drafts;
  readonly people: People;
  readonly merges: Merges;

  constructor(
    readonly catalog: Catalog,
    dataDir: string,
  ) {
    const stores = openStores({ dataDir, limits: { storageMegabytes: 100 } } as never);
    this.enrolled = new EnrolledPeople(catalog, log);
    this.entry = new FaceEntry(catalog, stores.uploads);
    this.photos = new Photos(catalog, stores.uploads, log);
    this.drafts = new Drafts(catalog, stores.drafts, log);
    this.people = new People({ catalog, photos: this.photos, drafts: this.drafts });
    this.merges = new Merges(catalog);
  }

  add(gallery: Gallery, name: string, seed: number) {
    const picture = { jpeg: JPEG, width: 100, height: 100, sourceHash: null, pictureHash: null };
    return this.entry.enter(gallery, { name, picture, face: faceOf(seed) });
  }

  /** The people nearest to a face in the index, however far they are. */
  async nearest(gallery: Gallery, seed: number): Promise<Array<[string, number]>> {
    const hits = onlyOf(await this.enrolled.nearest(gallery, [faceOf(seed)], 10, 0));
    return hits.map(({ person, distance }): [string, number] => [person.name, Number(distance.toFixed(5))]).sort();
  }
}

describe('changes of a gallery', () => {
  let dataDir: string;
  let catalogs: Catalog[];
  let writers: Writer[];
  let gallery: Gallery;

  before(async () => {
    dataDir = temporaryFolder();
    catalogs = [
      await openCatalog(dataDir),
      await openCatalog(dataDir),
      await openCatalog(dataDir),
      await openCatalog(dataDir),
    ];
    writers = catalogs.map((catalog) => new Writer(catalog, dataDir));
  });
  after(async () => {
    for (const catalog of catalogs) await catalog.destroy();
    rmSync(dataDir, { recursive: true });
  });
  let users = 0;
  const newGallery = async () => {
    const catalog = firstOf(catalogs);
    const user = { issuer: 'i', subject: String(++users), displayName: 'Grace', createdAt: 0 };
    const id = await catalog.transaction().execute(async (trx) => {
      const made = await trx.insertInto('users').values(user).returning('id').executeTakeFirstOrThrow();
      await ensurePersonalGallery(trx, made.id, NETWORK);
      return made.id;
    });
    const made = await personalGallery(catalog, id);
    if (!made) throw new Error('There is no gallery.');
    return made;
  };
  beforeEach(async () => {
    gallery = await newGallery();
  });

  it('are seen by another app over the same catalog when it is next asked', async () => {
    const [one, other] = [firstOf(writers), elementAt(writers, 1)];
    expect(await other.nearest(gallery, 1)).to.deep.equal([]);
    const { person, imageName } = await one.add(gallery, 'Ada', 1);
    expect(await other.nearest(gallery, 1)).to.deep.equal([['Ada', 0]]);
    await one.people.rename(gallery, person.handle, 'Ada Lovelace');
    expect(await other.nearest(gallery, 1)).to.deep.equal([['Ada Lovelace', 0]]);
    const bea = await other.add(gallery, 'Bea', 2);
    const { id } = await one.merges.merge(gallery, bea.person.handle, person.handle, true);
    expect((await other.nearest(gallery, 1)).map(([name]) => name)).to.deep.equal(['Bea']);
    await other.merges.undo(gallery, id);
    expect((await one.nearest(gallery, 1)).map(([name]) => name)).to.deep.equal(['Ada Lovelace', 'Bea']);
    await one.photos.remove(gallery, imageName);
    expect((await other.nearest(gallery, 1)).map(([name]) => name)).to.deep.equal(['Bea']);
  });

  it('raise the version by one each, and say who has changed since', async () => {
    const { catalog, ...writer } = firstOf(writers);
    const ada = await writer.entry.enter(gallery, {
      name: 'Ada',
      picture: { jpeg: JPEG, width: 1, height: 1, sourceHash: null, pictureHash: null },
      face: faceOf(1),
    });
    expect(await versionOf(catalog, gallery.id)).to.equal(1);
    const bea = await firstOf(writers).add(gallery, 'Bea', 2);
    expect(await versionOf(catalog, gallery.id)).to.equal(2);
    expect(await changedSince(catalog, gallery.id, 0)).to.have.members([ada.person.id, bea.person.id]);
    expect(await changedSince(catalog, gallery.id, 1)).to.deep.equal([bea.person.id]);
    expect(await changedSince(catalog, gallery.id, 2)).to.deep.equal([]);
  });

  it('leave the version as it was when they change nobody, and when they fail', async () => {
    const writer = firstOf(writers);
    const { catalog, people } = writer;
    const { person } = await writer.add(gallery, 'Ada', 1);
    await writer.add(gallery, 'Bea', 2);
    const version = await versionOf(catalog, gallery.id);
    expect((await people.rename(gallery, person.handle, 'Bea'))?.name).to.equal('Bea');
    const nothing = await changeGallery(catalog, gallery.id, async () => 'nothing');
    expect(nothing).to.equal('nothing');
    await rejection(
      changeGallery(catalog, gallery.id, async (trx, touch) => {
        touch(person.id);
        await trx.deleteFrom('people').execute();
        throw new Error('failed');
      }),
    );
    expect(await versionOf(catalog, gallery.id)).to.equal(version);
    expect(await findPerson(catalog, gallery.id, 'Ada')).to.include({ id: person.id });
  });

  it('are refused for a gallery that is gone', async () => {
    const writer = firstOf(writers);
    const { catalog } = writer;
    await catalog.deleteFrom('users').where('id', '=', gallery.ownerId).execute();
    expect((await rejection(writer.add(gallery, 'Ada', 1))).id).to.equal('account_deleted');
    expect(await versionOf(catalog, gallery.id)).to.equal(0);
  });

  const step = fc.record({
    writer: fc.nat(3),
    what: fc.constantFrom('add', 'remove', 'rename', 'removePhoto', 'merge', 'look'),
    who: fc.nat(3),
    seed: fc.nat(40),
  });
  type Step = Parameters<Parameters<typeof step.map>[0]>[0];

  /** Has a writer do something. Who is gone by then is passed over. */
  async function take(own: Gallery, { writer: index, what, who, seed }: Step): Promise<void> {
    const writer = elementAt(writers, index);
    const name = `Person ${who}`;
    const person = await findPerson(writer.catalog, own.id, name);
    if (what === 'add') await writer.add(own, name, seed);
    else if (what === 'look') await writer.nearest(own, seed);
    else if (person && what === 'remove') await writer.people.remove(own, person.handle);
    else if (person && what === 'rename') await writer.people.rename(own, person.handle, `Person ${seed % 4}`);
    else if (person && what === 'merge') {
      const other = await findPerson(writer.catalog, own.id, `Person ${seed % 4}`);
      if (other && other.id !== person.id) await writer.merges.merge(own, person.handle, other.handle, true);
    } else if (person) {
      const { photos } = await writer.photos.listPhotos(own, person.id, 1);
      if (photos.length > 0) await writer.photos.remove(own, elementAt(photos, seed % photos.length).imageName);
    }
  }

  async function expectFresh(own: Gallery): Promise<void> {
    const fresh = await new Writer(firstOf(catalogs), dataDir).nearest(own, 0);
    for (const writer of writers) expect(await writer.nearest(own, 0)).to.deep.equal(fresh);
  }

  it('by four writers, in any order, leave each with the index that a new one would have', () =>
    fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        const own = await newGallery();
        for (const each of steps) await take(own, each);
        await expectFresh(own);
      }),
      { numRuns: 25 },
    ));

  it('by four writers at once leave each with the index that a new one would have', () =>
    fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 40 }), async (steps) => {
        const own = await newGallery();
        const oneByOne = async (index: number) => {
          for (const each of steps.filter(({ writer }) => writer === index))
            await take(own, each).catch((error) => {
              if (!isFault(error)) throw error; // somebody else was first
            });
        };
        await Promise.all(writers.map((_, index) => oneByOne(index)));
        await expectFresh(own);
      }),
      { numRuns: 25 },
    ));
});
