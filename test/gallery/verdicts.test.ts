import { rmSync } from 'node:fs';
import { expect } from 'chai';
import { type Catalog, openCatalog } from '../../src/catalog/catalog';
import { ensurePersonalGallery } from '../../src/gallery/galleries';
import { changeGallery } from '../../src/gallery/gallery-changes';
import { findOrAddPerson, type PersonReference } from '../../src/gallery/person-rows';
import type { SeenFace } from '../../src/gallery/said-of-faces';
import type { FaceVerdicts } from '../../src/gallery/verdict-book';
import { confirmFace, deleteVerdicts, loadVerdicts, rejectFace, verdictsOnFace } from '../../src/gallery/verdicts';
import { temporaryFolder } from '../support/app-process';
import { movedBy, NETWORK, strangers } from '../support/descriptors';
import { onlyOf } from '../support/elements';
import { rejection } from '../support/rejection';

const HASH = '0f1e2d3c4b5a6978';
const ALIKE = '0f1e2d3c4b5a6979'; // one bit differs
const OTHER = 'f0e1d2c3b4a59687';
const LEFT = { left: 0.1, top: 0.1, width: 0.2, height: 0.2 };
const RIGHT = { left: 0.6, top: 0.1, width: 0.2, height: 0.2 };

const random = strangers(3);

describe('Verdicts', () => {
  const folder = temporaryFolder();
  let catalog: Catalog;
  let ada: PersonReference;
  let bea: PersonReference;
  const descriptor = random();
  const face: SeenFace = { network: NETWORK, pictureHash: HASH, place: LEFT, descriptor };
  const GRACE = 1;
  const EVE = 2;

  before(async () => {
    catalog = await openCatalog(folder);
    for (const subject of ['grace', 'eve']) {
      const user = { issuer: 'test', subject, displayName: subject, createdAt: 0 };
      await catalog.transaction().execute(async (trx) => {
        const { id } = await trx.insertInto('users').values(user).returning('id').executeTakeFirstOrThrow();
        await ensurePersonalGallery(trx, id, NETWORK);
      });
    }
  });
  after(async () => {
    await catalog.destroy();
    rmSync(folder, { recursive: true });
  });
  beforeEach(async () => {
    await catalog.deleteFrom('people').execute();
    [ada, bea] = await changeGallery(catalog, GRACE, async (trx, touch) => {
      const { person: one } = await findOrAddPerson(trx, GRACE, 'Ada');
      const { person: other } = await findOrAddPerson(trx, GRACE, 'Bea');
      touch(one.id, other.id);
      return [one, other] as const;
    });
  });

  const confirm = (gallery: number, seen: SeenFace, personId: number, now: number) =>
    changeGallery(catalog, gallery, async (trx, touch) => {
      touch(personId);
      return confirmFace(trx, gallery, seen, personId, now);
    });
  const reject = (gallery: number, seen: SeenFace, personId: number, now: number) =>
    changeGallery(catalog, gallery, async (trx, touch) => {
      touch(personId);
      return rejectFace(trx, gallery, seen, personId, now);
    });
  const retract = (gallery: number, seen: SeenFace, personId: number) =>
    changeGallery(catalog, gallery, async (trx, touch) => {
      const ids = await verdictsOnFace(trx, gallery, seen, personId);
      await deleteVerdicts(trx, ids);
      touch(personId);
      return ids.length;
    });
  const on = async (hash: string | null, faces: Array<Omit<SeenFace, 'pictureHash'>>, gallery = GRACE) =>
    (await loadVerdicts(catalog, gallery)).on(hash, faces);
  const told = ({ confirmed, rejected }: FaceVerdicts) => ({
    is: confirmed?.name,
    isNot: rejected.map(({ name }) => name).sort(),
  });
  const toldOf = async (seen: SeenFace) => told(onlyOf(await on(seen.pictureHash, [seen])));

  it('know a face again by its place in the same photo, however it is described now', async () => {
    await confirm(GRACE, face, ada.id, 1);
    await reject(GRACE, face, bea.id, 2);
    expect(
      await toldOf({ network: NETWORK, pictureHash: ALIKE, place: { ...LEFT, left: 0.12 }, descriptor: random() }),
    ).to.deep.equal({
      is: 'Ada',
      isNot: ['Bea'],
    });
  });

  it('know a face again by its descriptor, in whatever photo', async () => {
    await reject(GRACE, face, ada.id, 1);
    const cut = { network: NETWORK, pictureHash: OTHER, place: RIGHT, descriptor: movedBy(descriptor, 0.19) };
    expect(await toldOf(cut)).to.deep.equal({ is: undefined, isNot: ['Ada'] });
    expect(await toldOf({ ...cut, pictureHash: null })).to.deep.equal({ is: undefined, isNot: ['Ada'] });
  });

  it('don’t apply to another face of the photo, that place in another photo, or another photo of the person', async () => {
    await confirm(GRACE, face, ada.id, 1);
    const nothing = { is: undefined, isNot: [] };
    expect(await toldOf({ network: NETWORK, pictureHash: HASH, place: RIGHT, descriptor: random() })).to.deep.equal(
      nothing,
    );
    expect(await toldOf({ network: NETWORK, pictureHash: OTHER, place: LEFT, descriptor: random() })).to.deep.equal(
      nothing,
    );
    expect(
      await toldOf({ network: NETWORK, pictureHash: OTHER, place: LEFT, descriptor: movedBy(descriptor, 0.28) }),
    ).to.deep.equal(nothing);
  });

  it('hold the latest: it retracts those that contradict it, and nothing else', async () => {
    await reject(GRACE, face, ada.id, 1);
    await reject(GRACE, face, bea.id, 2);
    await confirm(GRACE, face, ada.id, 3);
    expect(await toldOf(face)).to.deep.equal({ is: 'Ada', isNot: ['Bea'] });
    await confirm(GRACE, face, bea.id, 4);
    expect(await toldOf(face)).to.deep.equal({ is: 'Bea', isNot: [] });
    await reject(GRACE, face, bea.id, 5);
    expect(await toldOf(face)).to.deep.equal({ is: undefined, isNot: ['Bea'] });
    expect(await catalog.selectFrom('verdicts').select('id').execute()).to.have.length(1);
  });

  it('give a name to several faces of a photo, one by one: a second one takes nothing from the first', async () => {
    const other = { network: NETWORK, pictureHash: HASH, place: RIGHT, descriptor: random() };
    const twin = { ...other, descriptor: movedBy(descriptor, 0.05), others: [LEFT] };
    for (const second of [other, twin]) {
      await confirm(GRACE, face, ada.id, 1);
      await confirm(GRACE, second, ada.id, 2);
      expect((await on(HASH, [face, second])).map(told).map(({ is }) => is)).to.deep.equal(['Ada', 'Ada']);
      await retract(GRACE, second, ada.id);
      expect((await on(HASH, [face, second])).map(told).map(({ is }) => is)).to.deep.equal(['Ada', undefined]);
    }
  });

  it('name the second of two equal faces of a photo, and leave the first its name', async () => {
    const twin = {
      network: NETWORK,
      pictureHash: HASH,
      place: RIGHT,
      descriptor: movedBy(descriptor, 0.05),
      others: [LEFT],
    };
    await confirm(GRACE, face, ada.id, 1);
    await confirm(GRACE, twin, bea.id, 2);
    expect((await on(HASH, [face, twin])).map(told).map(({ is }) => is)).to.deep.equal(['Ada', 'Bea']);
    await reject(GRACE, twin, ada.id, 3);
    expect((await on(HASH, [face, twin])).map(told).map(({ is }) => is)).to.deep.equal(['Ada', 'Bea']);
  });

  it('are retracted one by one', async () => {
    await confirm(GRACE, face, ada.id, 1);
    await reject(GRACE, face, bea.id, 2);
    await retract(GRACE, { ...face, pictureHash: ALIKE }, ada.id);
    expect(await toldOf(face)).to.deep.equal({ is: undefined, isNot: ['Bea'] });
    expect(await retract(GRACE, face, ada.id), 'a second time is no error').to.equal(0);
    await retract(GRACE, face, bea.id);
    expect((await loadVerdicts(catalog, GRACE)).isEmpty).to.equal(true);
  });

  it('stay one verdict, with its time and id, when the same is said again', async () => {
    const id = await confirm(GRACE, face, ada.id, 1);
    expect(await confirm(GRACE, { ...face, pictureHash: ALIKE }, ada.id, 2)).to.equal(id);
    const kept = await catalog.selectFrom('verdicts').select(['id', 'createdAt', 'pictureHash']).execute();
    expect(kept).to.deep.equal([{ id, createdAt: 1, pictureHash: ALIKE }]);
    await reject(GRACE, face, ada.id, 3);
    expect(await confirm(GRACE, face, ada.id, 4)).not.to.equal(id);
  });

  it('are each gallery’s own', async () => {
    await confirm(GRACE, face, ada.id, 1);
    expect((await loadVerdicts(catalog, EVE)).isEmpty).to.equal(true);
    expect((await rejection(confirm(EVE, face, ada.id, 1))).id).to.equal('person_not_found');
    expect((await rejection(reject(EVE, face, ada.id, 1))).id).to.equal('person_not_found');
    await retract(EVE, face, ada.id);
    expect((await toldOf(face)).is).to.equal('Ada');
  });

  it('are deleted with the person, and refused for somebody who is gone', async () => {
    await confirm(GRACE, face, ada.id, 1);
    await catalog.deleteFrom('people').where('id', '=', ada.id).execute();
    expect((await loadVerdicts(catalog, GRACE)).isEmpty).to.equal(true);
    await reject(GRACE, face, bea.id, 1);
    expect((await rejection(confirm(GRACE, face, ada.id, 2))).id).to.equal('person_not_found');
    expect(await toldOf(face), 'nothing was taken back either').to.deep.equal({ is: undefined, isNot: ['Bea'] });
  });

  it('skip one whose descriptor is damaged', async () => {
    await confirm(GRACE, face, ada.id, 1);
    await catalog
      .updateTable('verdicts')
      .set({ descriptor: new Uint8Array(3) })
      .execute();
    expect((await loadVerdicts(catalog, GRACE)).isEmpty).to.equal(true);
  });
});
