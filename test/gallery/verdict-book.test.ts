import { expect } from 'chai';
import type { SeenFace } from '../../src/gallery/said-of-faces';
import { type Verdict, VerdictBook } from '../../src/gallery/verdict-book';
import { movedBy, NETWORK, strangers } from '../support/descriptors';

const HASH = '0f1e2d3c4b5a6978';
const OTHER = 'f0e1d2c3b4a59687';
const LEFT = { left: 0.1, top: 0.1, width: 0.2, height: 0.2 };
const RIGHT = { left: 0.6, top: 0.1, width: 0.2, height: 0.2 };

const descriptor = strangers(7);
const hers: SeenFace = { pictureHash: HASH, place: LEFT, descriptor: descriptor(), network: NETWORK };
const another: SeenFace = { pictureHash: HASH, place: RIGHT, descriptor: descriptor(), network: NETWORK };
const person = (id: number) => ({ id, handle: `handle-${id}`, name: `person ${id}` });
const [ada, bea] = [person(1), person(2)];

/** Verdicts, the latest first, as the book expects them. */
const book = (...said: Array<Pick<Verdict, 'person' | 'isPerson'> & { face?: SeenFace }>) =>
  new VerdictBook(said.map(({ face = hers, ...each }, i) => ({ id: 100 - i, createdAt: 100 - i, ...face, ...each })));
const is = (who: typeof ada, face?: SeenFace) => ({ person: who, isPerson: true, face });
const isNot = (who: typeof ada, face?: SeenFace) => ({ person: who, isPerson: false, face });
const on = async (verdicts: VerdictBook, ...faces: SeenFace[]) =>
  (await verdicts.on(HASH, faces)).map(({ confirmed, rejected }) => ({
    is: confirmed?.id,
    isNot: rejected.map(({ id }) => id),
  }));
const NOTHING = { is: undefined, isNot: [] };

describe('VerdictBook', () => {
  it('has nothing on any face without verdicts', async () => {
    expect(book().isEmpty).to.equal(true);
    expect(await on(book(), hers, another)).to.deep.equal([NOTHING, NOTHING]);
  });

  it('has a face’s verdicts, and none for the face next to it', async () => {
    expect(await on(book(is(ada), isNot(bea)), hers, another)).to.deep.equal([
      { is: ada.id, isNot: [bea.id] },
      NOTHING,
    ]);
  });

  it('takes the latest verdict on a face and a person', async () => {
    expect(await on(book(isNot(ada), is(ada)), hers)).to.deep.equal([{ is: undefined, isNot: [ada.id] }]);
    expect(await on(book(is(ada), isNot(ada)), hers)).to.deep.equal([{ is: ada.id, isNot: [] }]);
  });

  it('takes the latest of two people who were both confirmed', async () => {
    expect(await on(book(is(bea), is(ada)), hers)).to.deep.equal([{ is: bea.id, isNot: [] }]);
  });

  it('gives one name to several faces of a photo, where the user did', async () => {
    const both = [
      { is: ada.id, isNot: [] },
      { is: ada.id, isNot: [] },
    ];
    expect(await on(book(is(ada, another), is(ada)), hers, another)).to.deep.equal(both);
    expect(await on(book(is(ada), is(ada, another)), hers, another)).to.deep.equal(both);
  });

  it('keeps two faces of one photo apart, even if their descriptors are the same', async () => {
    const twin = { ...another, descriptor: movedBy(hers.descriptor, 0.05) };
    expect(await on(book(is(ada)), hers, twin)).to.deep.equal([{ is: ada.id, isNot: [] }, NOTHING]);
    expect(await on(book(isNot(ada, twin), is(ada)), hers, twin)).to.deep.equal([
      { is: ada.id, isNot: [] },
      { is: undefined, isNot: [ada.id] },
    ]);
    expect(await book(is(ada)).onFace({ ...twin, others: [hers.place] })).to.have.length(0);
  });

  it('takes both for that person in another photo, as nothing there tells them apart', async () => {
    const twin = { ...another, descriptor: movedBy(hers.descriptor, 0.05) };
    const elsewhere = book(is(ada, { ...hers, pictureHash: OTHER }));
    expect((await on(elsewhere, hers, twin)).map((each) => each.is)).to.deep.equal([ada.id, ada.id]);
  });

  it('knows a face by its descriptor in another photo, and by its place in the same one alone', async () => {
    const cut = { network: NETWORK, pictureHash: OTHER, place: RIGHT, descriptor: movedBy(hers.descriptor, 0.19) };
    const describedAnew = { ...hers, descriptor: descriptor() };
    expect(await book(is(ada)).onFace(cut)).to.have.length(1);
    expect(await book(is(ada)).onFace({ ...cut, descriptor: movedBy(hers.descriptor, 0.21) })).to.have.length(0);
    expect(await book(is(ada)).onFace(describedAnew)).to.have.length(1);
    expect(await book(is(ada)).onFace({ ...describedAnew, pictureHash: OTHER })).to.have.length(0);
    expect(await book(is(ada)).onFace({ ...describedAnew, pictureHash: null })).to.have.length(0);
  });
});
