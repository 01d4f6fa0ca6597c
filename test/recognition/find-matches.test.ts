import { expect } from 'chai';
import { distanceOf } from '../../src/catalog/descriptors';
import type { FaceVerdicts } from '../../src/gallery/verdict-book';
import { findMatches, openHits, reachOf } from '../../src/recognition/find-matches';

const BOUNDS = { sure: 0.5, maybe: 0.55, maybeOfFew: 0.6, margin: 0.05 };

/** A descriptor at a place on two axes: distances are those of the plane. */
function at(x: number, y = 0): Float32Array {
  const descriptor = new Float32Array(128);
  descriptor.set([x, y]);
  return descriptor;
}
const person = (name: string, x: number, photos = 1) => ({
  person: { id: x * 1000, handle: name, name },
  mean: at(x),
  photos,
});
type Person = ReturnType<typeof person>;
const match = async (faces: Float32Array[], people: Person[], verdicts?: FaceVerdicts[]) => {
  const hits = faces.map((face) =>
    people
      .map((each) => ({ person: each.person, photos: each.photos, distance: distanceOf(face, each.mean) }))
      .filter(({ distance }) => distance <= reachOf(BOUNDS)),
  );
  const open = verdicts ? await openHits(hits, verdicts) : hits;
  return (await findMatches(open, BOUNDS, verdicts)).map((each) => each && `${each.person.name} ${each.certainty}`);
};

describe('findMatches', () => {
  it('is sure up to one threshold, asks up to the other, and matches nobody beyond', async () => {
    const ada = [person('Ada', 0)];
    expect(await match([at(0.49)], ada)).to.deep.equal(['Ada sure']);
    expect(await match([at(0.51)], ada)).to.deep.equal(['Ada maybe']);
    expect(await match([at(0.59)], ada)).to.deep.equal(['Ada maybe']);
    expect(await match([at(0.61)], ada)).to.deep.equal([undefined]);
  });

  it('asks about people with three photos or more up to a closer distance', async () => {
    expect(await match([at(0.54)], [person('Ada', 0, 3)])).to.deep.equal(['Ada maybe']);
    expect(await match([at(0.56)], [person('Ada', 0, 3)])).to.deep.equal([undefined]);
    expect(await match([at(0.56)], [person('Ada', 0, 2)])).to.deep.equal(['Ada maybe']);
    expect(await match([at(0.56)], [person('Ada', 0, 3), person('Eve', 1.14)]), 'another one').to.deep.equal([
      'Eve maybe',
    ]);
  });

  it('asks when the runner-up is nearly as close', async () => {
    expect(await match([at(0.3)], [person('Ada', 0), person('Eve', 0.62)])).to.deep.equal(['Ada maybe']);
    expect(await match([at(0.3)], [person('Ada', 0), person('Eve', 0.66)])).to.deep.equal(['Ada sure']);
  });

  it('gives a name to one face only, the closest one', async () => {
    expect(await match([at(0.2), at(0.1)], [person('Ada', 0)])).to.deep.equal([undefined, 'Ada sure']);
  });

  it('finds the best for the whole photo, not for the face that comes first', async () => {
    // Both are closest to Ada, the second has nobody else, and the first could nearly as well be Eve.
    const people = [person('Ada', 0), person('Eve', 0.42)];
    expect(await match([at(0.2), at(-0.3)], people)).to.deep.equal(['Eve maybe', 'Ada maybe']);
  });

  it('is not sure of a face when another one is closer to the same person', async () => {
    expect(await match([at(0.2), at(-0.45)], [person('Ada', 0), person('Eve', 0.42)])).to.deep.equal([
      'Eve maybe',
      'Ada maybe',
    ]);
  });

  it('gives a face whose person is taken no far person instead', async () => {
    expect(await match([at(0.05), at(0.1)], [person('Ada', 0), person('Eve', 0.6)])).to.deep.equal([
      'Ada sure',
      undefined,
    ]);
  });

  it('finds nobody in an empty gallery, and nothing in an empty photo', async () => {
    expect(await match([at(0)], [])).to.deep.equal([undefined]);
    expect(await match([], [person('Ada', 0)])).to.deep.equal([]);
  });

  describe('after the user’s verdicts', () => {
    const ada = person('Ada', 0);
    const eve = person('Eve', 0.42);
    const nothing: FaceVerdicts = { confirmed: undefined, rejected: [] };
    const not = (...people: Person[]): FaceVerdicts => ({
      confirmed: undefined,
      rejected: people.map((each) => each.person),
    });
    const is = (who: Person): FaceVerdicts => ({ confirmed: who.person, rejected: [] });

    it('never names somebody who was rejected, and is sure of the next if they are close enough', async () => {
      expect(await match([at(0.1)], [ada, eve], [not(ada)])).to.deep.equal(['Eve sure']);
      expect(await match([at(-0.1)], [ada, eve], [not(ada)])).to.deep.equal(['Eve maybe']);
      expect(await match([at(0.1)], [ada, eve], [not(ada, eve)])).to.deep.equal([undefined]);
    });

    it('no longer asks because of a runner-up who was rejected', async () => {
      expect(await match([at(0.2)], [ada, eve])).to.deep.equal(['Ada maybe']);
      expect(await match([at(0.2)], [ada, eve], [not(eve)])).to.deep.equal(['Ada sure']);
    });

    it('gives a confirmed name however far the face is, and to no other face', async () => {
      expect(await match([at(0.1), at(2)], [ada], [nothing, is(ada)])).to.deep.equal([undefined, 'Ada confirmed']);
      expect(await match([at(0.1), at(0.9)], [ada, eve], [nothing, is(ada)])).to.deep.equal([
        'Eve sure',
        'Ada confirmed',
      ]);
    });

    it('gives a confirmed face no other name', async () => {
      expect(await match([at(0.42)], [ada, eve], [is(ada)])).to.deep.equal(['Ada confirmed']);
    });

    it('leaves the other faces as they were', async () => {
      expect(await match([at(0.05), at(0.41)], [ada, eve], [is(ada), nothing])).to.deep.equal([
        'Ada confirmed',
        'Eve sure',
      ]);
    });
  });
});
