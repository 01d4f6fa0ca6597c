import { expect } from 'chai';
import { distanceOf } from '../../src/catalog/descriptors';
import { closenessOf, isClose } from '../../src/gallery/closeness';
import type { EnrolledFace } from '../../src/gallery/enrolled-faces';
import { meanOf } from '../../src/gallery/nearest';
import { lookalikes, movedBy, NETWORK, strangers } from '../support/descriptors';
import { elementAt } from '../support/elements';

const random = strangers(2, 1);
const facesOf = (id: number, descriptors: readonly Float32Array[]): EnrolledFace[] =>
  descriptors.map((descriptor, i) => ({
    person: { id, handle: `handle-${id}`, name: `person ${id}` },
    imageName: `${id}-${i}`,
    descriptor,
    network: NETWORK,
  }));

/** People who are as far apart as strangers are, with photos as far apart as one person's are. */
function usual(people: number, photosEach: number): EnrolledFace[][] {
  const person = strangers(3);
  const change = strangers(4, 0.09);
  return Array.from({ length: people }, (_, id) => {
    const base = person();
    const photos = Array.from({ length: photosEach }, () => {
      const by = change();
      return base.map((value, i) => value + (by[i] ?? 0));
    });
    return facesOf(id, photos);
  });
}
const alike = (people: number, photosEach: number) =>
  lookalikes(5, people, photosEach).map((photos, id) => facesOf(id, photos));

describe('closenessOf', () => {
  it('finds the photo that comes closest to another person’s mean, as a comparison of all with all does', async () => {
    const people = Array.from({ length: 300 }, (_, id) => facesOf(id, [random(), random(), random()]));
    const means = people.map((faces) => meanOf(faces.map(({ descriptor }) => descriptor)));
    const all = people.flatMap((faces, one) =>
      faces.flatMap(({ descriptor }) =>
        means.flatMap((mean, other) => (one === other ? [] : [{ one, other, distance: distanceOf(descriptor, mean) }])),
      ),
    );
    const expected = all.reduce((least, each) => (each.distance < least.distance ? each : least));
    const [pair] = (await closenessOf(people, 0)).pairs;
    expect([pair?.one.id, pair?.other.id]).to.deep.equal([expected.one, expected.other]);
    expect(pair?.distance).to.be.closeTo(expected.distance, 1e-6);
  });

  it('finds no pair among fewer than two', async () => {
    const nothing = { photos: 0, close: 0, comparable: 0, confused: 0, people: 0, pairs: [] };
    expect(await closenessOf([], 0.5)).to.deep.equal(nothing);
    const alone = await closenessOf([facesOf(1, [random(), random()])], 0.5);
    expect(alone).to.deep.equal({ ...nothing, photos: 2, comparable: 2 });
  });

  it('counts the photos that are close to somebody else, and those that are closer than to the person’s others', async () => {
    const base = strangers(6)();
    const ada = [base, movedBy(base, 0.55)];
    const bea = [movedBy(base, 0.3), movedBy(base, 0.3)];
    const found = await closenessOf([facesOf(1, ada), facesOf(2, bea), facesOf(3, [strangers(7)()])], 0.26);
    // Ada's are 0.3 and 0.25 from Bea and 0.55 from each other; Bea's are 0.025 from Ada's mean and 0 from each other.
    expect(found).to.deep.include({ photos: 5, comparable: 4, close: 3, confused: 2, people: 2 });
    expect(found.pairs.map(({ one, other }) => [one.id, other.id])[0]).to.deep.equal([2, 1]);
    expect(found.pairs, 'each pair once').to.have.length(2);
  });

  it('speaks of people who look alike to the network, and not of others, however many', async () => {
    const judge = async (people: EnrolledFace[][]) => isClose(await closenessOf(people, 0.51));
    for (const [people, photos] of [
      [5, 3],
      [42, 3],
      [42, 1],
      [10, 5],
    ] as const) {
      expect(await judge(alike(people, photos)), `${people} × ${photos} alike`).to.equal(true);
      expect(await judge(usual(people, photos)), `${people} × ${photos}`).to.equal(false);
    }
  });

  it('doesn’t speak of one pair, which may be one person or twins', async () => {
    const people = usual(3, 3);
    const twin = facesOf(
      9,
      elementAt(people, 0).map(({ descriptor }) => movedBy(descriptor, 0.1)),
    );
    const found = await closenessOf([...people, twin], 0.51);
    expect(found).to.include({ close: 6, people: 2 });
    expect(isClose(found)).to.equal(false);
  });

  it('lets other work go on', async () => {
    const people = Array.from({ length: 2000 }, (_, id) => facesOf(id, [random()]));
    let turns = 0;
    const count = () => {
      turns++;
      if (!done) setImmediate(count);
    };
    let done = false;
    setImmediate(count);
    await closenessOf(people, 0.5);
    done = true;
    expect(turns).to.be.above(10);
  });
});
