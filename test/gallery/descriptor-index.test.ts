import { expect } from 'chai';
import { DESCRIPTOR_LENGTH, distanceOf } from '../../src/catalog/descriptors';
import { DescriptorIndex, type Hit } from '../../src/gallery/descriptor-index';
import { meanOf, mostAround } from '../../src/gallery/nearest';
import { movedBy, strangers } from '../support/descriptors';
import { elementAt, firstOf, onlyOf } from '../support/elements';

// So far apart that a search can go wide without finding all.
const random = strangers(1, 1);
const named = (id: number) => ({ id, handle: `handle-${id}`, name: `person ${id}` });
const idsOf = (hits: readonly Hit[]) => hits.map(({ person }) => person.id);

describe('DescriptorIndex', () => {
  it('finds everyone within reach of each face, and nobody else, as a comparison of all with all does', async () => {
    const index = new DescriptorIndex(DESCRIPTOR_LENGTH);
    const means = Array.from({ length: 20_000 }, random);
    means.forEach((mean, id) => index.set(named(id), mean, 1));
    const faces = [movedBy(elementAt(means, 7), 0.3), movedBy(elementAt(means, 15_000), 0.1), random()];
    const hits = await index.within(faces, 4);
    for (const [i, face] of faces.entries()) {
      const expected = means.flatMap((mean, id) => (distanceOf(mean, face) <= 4 ? [id] : []));
      expect(idsOf(elementAt(hits, i)).sort((a, b) => a - b)).to.deep.equal(expected);
    }
    const hit = onlyOf(firstOf(await index.within(faces, 0.35)));
    expect(hit.person.name).to.equal('person 7');
    expect(hit.distance).to.be.closeTo(0.3, 1e-6);
  });

  it('always finds the nearest, and everyone else within reach, the nearest first and no more than matter', async () => {
    const index = new DescriptorIndex(DESCRIPTOR_LENGTH);
    const means = Array.from({ length: 20_000 }, random);
    means.forEach((mean, id) => index.set(named(id), mean, 1));
    const faces = [movedBy(elementAt(means, 7), 0.3), random()];
    for (const radius of [0.1, 3.9, 4.2]) {
      const hits = await index.nearest(faces, radius, 2);
      for (const [i, face] of faces.entries()) {
        const all = means
          .map((mean, id) => ({ id, distance: distanceOf(mean, face) }))
          .sort((one, other) => one.distance - other.distance);
        const within = all.filter(({ distance }, rank) => rank < 2 || distance <= radius);
        const expected = within.slice(0, mostAround(faces.length)).map(({ id }) => id);
        expect(idsOf(elementAt(hits, i)), `within ${radius}`).to.deep.equal(expected);
      }
    }
  });

  it('finds everyone when there are fewer than asked for', async () => {
    const index = new DescriptorIndex(DESCRIPTOR_LENGTH);
    expect(await index.nearest([random()], 1, 2)).to.deep.equal([[]]);
    index.set(named(1), random(), 1);
    expect(idsOf(onlyOf(await index.nearest([random()], 0.1, 2)))).to.deep.equal([1]);
  });

  it('stays in step when people come, change and go', async () => {
    const index = new DescriptorIndex(DESCRIPTOR_LENGTH);
    const means = Array.from({ length: 50 }, random);
    means.forEach((mean, id) => index.set(named(id), mean, 1));
    for (const id of [0, 49, 20, 20, 7]) index.delete(id);
    index.set(named(3), elementAt(means, 20), 1);
    expect(index.size).to.equal(46);
    const found = async (id: number) => idsOf(onlyOf(await index.within([elementAt(means, id)], 0.01)));
    expect(await found(0)).to.deep.equal([]);
    expect(await found(20)).to.deep.equal([3]);
    expect(await found(3)).to.deep.equal([]);
    for (const id of [1, 2, 30, 48]) expect(await found(id)).to.deep.equal([id]);
  });

  it('restarts a search when somebody is removed meanwhile', async () => {
    const index = new DescriptorIndex(DESCRIPTOR_LENGTH);
    const means = Array.from({ length: 30_000 }, random);
    means.forEach((mean, id) => index.set(named(id), mean, 1));
    const searching = index.within([elementAt(means, 29_999)], 0.01);
    index.delete(5); // the last row, which is looked for, moves to the front, where the search has been
    expect(idsOf(onlyOf(await searching))).to.deep.equal([29_999]);
  });
});

describe('meanOf', () => {
  it('is the mean of each component', () => {
    const [one, other] = [random(), random()];
    expect(distanceOf(meanOf([one, other]), one)).to.be.closeTo(distanceOf(one, other) / 2, 1e-6);
  });
});
