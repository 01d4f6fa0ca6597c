import { expect } from 'chai';
import { distanceOf } from '../../src/catalog/descriptors';
import { closestPair } from '../../src/gallery/closest-pair';
import type { EnrolledFace } from '../../src/gallery/enrolled-faces';
import { meanOf } from '../../src/gallery/nearest';
import { NETWORK, strangers } from '../support/descriptors';

const random = strangers(2, 1);
const facesOf = (id: number, descriptors: readonly Float32Array[]): EnrolledFace[] =>
  descriptors.map((descriptor, i) => ({
    person: { id, handle: `handle-${id}`, name: `person ${id}` },
    imageName: `${id}-${i}`,
    descriptor,
    network: NETWORK,
  }));

describe('closestPair', () => {
  it('finds the photo that comes closest to another person’s mean, as a comparison of all with all does', async () => {
    const people = Array.from({ length: 300 }, (_, id) => facesOf(id, [random(), random(), random()]));
    const means = people.map((faces) => meanOf(faces.map(({ descriptor }) => descriptor)));
    const all = people.flatMap((faces, one) =>
      faces.flatMap(({ descriptor }) =>
        means.flatMap((mean, other) => (one === other ? [] : [{ one, other, distance: distanceOf(descriptor, mean) }])),
      ),
    );
    const expected = all.reduce((least, each) => (each.distance < least.distance ? each : least));
    const pair = await closestPair(people);
    expect([pair?.one.id, pair?.other.id]).to.deep.equal([expected.one, expected.other]);
    expect(pair?.distance).to.be.closeTo(expected.distance, 1e-6);
  });

  it('finds none among fewer than two', async () => {
    expect(await closestPair([])).to.equal(undefined);
    expect(await closestPair([facesOf(1, [random(), random()])])).to.equal(undefined);
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
    await closestPair(people);
    done = true;
    expect(turns).to.be.above(10);
  });
});
