import { rmSync } from 'node:fs';
import { expect } from 'chai';
import { type Catalog, openCatalog } from '../../src/catalog/catalog';
import { findOrAddPerson, type PersonReference } from '../../src/gallery/photo-rows';
import type { FaceVerdicts, SeenFace } from '../../src/gallery/verdict-book';
import { Verdicts } from '../../src/gallery/verdicts';
import { temporaryFolder } from '../support/app-process';
import { movedBy, strangers } from '../support/descriptors';
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
  let verdicts: Verdicts;
  let ada: PersonReference;
  let bea: PersonReference;
  const descriptor = random();
  const face: SeenFace = { pictureHash: HASH, place: LEFT, descriptor };
  const GRACE = 1;
  const EVE = 2;

  before(async () => {
    catalog = await openCatalog(folder);
    for (const subject of ['grace', 'eve']) {
      await catalog
        .insertInto('users')
        .values({
          issuer: 'test',
          subject,
          displayName: subject,
          folder: subject,
          createdAt: 0,
          matchSure: null,
          keepHours: null,
        })
        .execute();
    }
    verdicts = new Verdicts(catalog);
  });
  after(async () => {
    await catalog.destroy();
    rmSync(folder, { recursive: true });
  });
  beforeEach(async () => {
    await catalog.deleteFrom('people').execute();
    [ada, bea] = await catalog
      .transaction()
      .execute(async (trx) => [await findOrAddPerson(trx, GRACE, 'Ada'), await findOrAddPerson(trx, GRACE, 'Bea')]);
  });

  const on = async (hash: string | null, faces: Array<Omit<SeenFace, 'pictureHash'>>, userId = GRACE) =>
    (await verdicts.load(userId)).on(hash, faces);
  const told = ({ confirmed, rejected }: FaceVerdicts) => ({
    is: confirmed?.name,
    isNot: rejected.map(({ name }) => name).sort(),
  });
  const toldOf = async (seen: SeenFace) => told((await on(seen.pictureHash, [seen]))[0]);

  it('know a face again by its place in the same photo, however it is described now', async () => {
    await verdicts.confirm(GRACE, face, ada.id, 1);
    await verdicts.reject(GRACE, face, bea.id, 2);
    expect(await toldOf({ pictureHash: ALIKE, place: { ...LEFT, left: 0.12 }, descriptor: random() })).to.deep.equal({
      is: 'Ada',
      isNot: ['Bea'],
    });
  });

  it('know a face again by its descriptor, in whatever photo', async () => {
    await verdicts.reject(GRACE, face, ada.id, 1);
    const cut = { pictureHash: OTHER, place: RIGHT, descriptor: movedBy(descriptor, 0.19) };
    expect(await toldOf(cut)).to.deep.equal({ is: undefined, isNot: ['Ada'] });
    expect(await toldOf({ ...cut, pictureHash: null })).to.deep.equal({ is: undefined, isNot: ['Ada'] });
  });

  it('say nothing of another face of the photo, of that place in another photo, or of another photo of the person', async () => {
    await verdicts.confirm(GRACE, face, ada.id, 1);
    const nothing = { is: undefined, isNot: [] };
    expect(await toldOf({ pictureHash: HASH, place: RIGHT, descriptor: random() })).to.deep.equal(nothing);
    expect(await toldOf({ pictureHash: OTHER, place: LEFT, descriptor: random() })).to.deep.equal(nothing);
    expect(await toldOf({ pictureHash: OTHER, place: LEFT, descriptor: movedBy(descriptor, 0.28) })).to.deep.equal(
      nothing,
    );
  });

  it('hold what was said last: it takes back what contradicts it, and nothing else', async () => {
    await verdicts.reject(GRACE, face, ada.id, 1);
    await verdicts.reject(GRACE, face, bea.id, 2);
    await verdicts.confirm(GRACE, face, ada.id, 3);
    expect(await toldOf(face)).to.deep.equal({ is: 'Ada', isNot: ['Bea'] });
    await verdicts.confirm(GRACE, face, bea.id, 4);
    expect(await toldOf(face)).to.deep.equal({ is: 'Bea', isNot: [] });
    await verdicts.reject(GRACE, face, bea.id, 5);
    expect(await toldOf(face)).to.deep.equal({ is: undefined, isNot: ['Bea'] });
    expect(await catalog.selectFrom('verdicts').select('id').execute()).to.have.length(1);
  });

  it('give a name to one face of a photo: the one that was named last', async () => {
    const other = { pictureHash: HASH, place: RIGHT, descriptor: random() };
    await verdicts.confirm(GRACE, face, ada.id, 1);
    await verdicts.confirm(GRACE, other, ada.id, 2);
    expect((await on(HASH, [face, other])).map(told).map(({ is }) => is)).to.deep.equal([undefined, 'Ada']);
  });

  it('give a name to one of two faces that one word fits', async () => {
    await verdicts.confirm(GRACE, face, ada.id, 1);
    const twin = { place: RIGHT, descriptor: movedBy(descriptor, 0.05) };
    expect((await on(OTHER, [twin, { ...twin, place: LEFT }])).map(told).map(({ is }) => is)).to.deep.equal([
      'Ada',
      undefined,
    ]);
  });

  it('are taken back one by one', async () => {
    await verdicts.confirm(GRACE, face, ada.id, 1);
    await verdicts.reject(GRACE, face, bea.id, 2);
    await verdicts.retract(GRACE, { ...face, pictureHash: ALIKE }, ada.id);
    expect(await toldOf(face)).to.deep.equal({ is: undefined, isNot: ['Bea'] });
    expect(await verdicts.retract(GRACE, face, ada.id), 'a second time is no error').to.deep.equal([]);
    await verdicts.retract(GRACE, face, bea.id);
    expect((await verdicts.load(GRACE)).isEmpty).to.equal(true);
  });

  it('keep the moment of a word that is said again', async () => {
    expect(await verdicts.confirm(GRACE, face, ada.id, 1)).to.equal(1);
    expect(await verdicts.confirm(GRACE, { ...face, pictureHash: ALIKE }, ada.id, 2)).to.equal(1);
    await verdicts.reject(GRACE, face, ada.id, 3);
    expect(await verdicts.confirm(GRACE, face, ada.id, 4)).to.equal(4);
  });

  it('are each user’s own', async () => {
    await verdicts.confirm(GRACE, face, ada.id, 1);
    expect((await verdicts.load(EVE)).isEmpty).to.equal(true);
    expect((await rejection(verdicts.confirm(EVE, face, ada.id, 1))).id).to.equal('person_not_found');
    expect((await rejection(verdicts.reject(EVE, face, ada.id, 1))).id).to.equal('person_not_found');
    await verdicts.retract(EVE, face, ada.id);
    expect((await toldOf(face)).is).to.equal('Ada');
  });

  it('go with the person, and are not said of somebody who is gone', async () => {
    await verdicts.confirm(GRACE, face, ada.id, 1);
    await catalog.deleteFrom('people').where('id', '=', ada.id).execute();
    expect((await verdicts.load(GRACE)).isEmpty).to.equal(true);
    await verdicts.reject(GRACE, face, bea.id, 1);
    expect((await rejection(verdicts.confirm(GRACE, face, ada.id, 2))).id).to.equal('person_not_found');
    expect(await toldOf(face), 'nothing was taken back either').to.deep.equal({ is: undefined, isNot: ['Bea'] });
  });

  it('pass over one whose descriptor is damaged', async () => {
    await verdicts.confirm(GRACE, face, ada.id, 1);
    await catalog
      .updateTable('verdicts')
      .set({ descriptor: new Uint8Array(3) })
      .execute();
    expect((await verdicts.load(GRACE)).isEmpty).to.equal(true);
  });
});
