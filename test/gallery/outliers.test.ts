import { expect } from 'chai';
import { areUnlike, isUnlike, outliersAmong } from '../../src/gallery/outliers';
import { unlikeFor } from '../../src/gallery/thresholds';
import { movedBy, strangers } from '../support/descriptors';

const descriptor = strangers(21);
const ada = descriptor();
const eve = descriptor();
/** Photos of somebody, each a little different. */
const photosOf = (person: Float32Array, count: number, spread = 0.4) =>
  Array.from({ length: count }, (_, i) => movedBy(person, (spread * i) / count));

describe('a face that doesn’t look like a person’s photos', () => {
  it('is beyond the distance from each of them and from their mean', () => {
    expect(isUnlike(movedBy(ada, 0.57), [ada])).to.equal(false);
    expect(isUnlike(movedBy(ada, 0.6), [ada])).to.equal(true);
    expect(isUnlike(movedBy(ada, 0.6), [ada], unlikeFor('face-api-1')), 'by one chip').to.equal(false);
    expect(isUnlike(movedBy(ada, 0.65), [ada], unlikeFor('face-api-1')), 'by one chip').to.equal(true);
    expect(isUnlike(eve, photosOf(ada, 5))).to.equal(true);
  });

  it('may be like one old photo alone, or like the mean alone', () => {
    const child = movedBy(ada, 0.9);
    expect(isUnlike(movedBy(child, 0.3), photosOf(ada, 8))).to.equal(true);
    expect(isUnlike(movedBy(child, 0.3), [...photosOf(ada, 8), child])).to.equal(false);
    expect(isUnlike(ada, [movedBy(ada, 0.7), movedBy(ada, -0.7)])).to.equal(false);
  });

  it('isn’t known of somebody without photos', () => {
    expect(isUnlike(eve, [])).to.equal(false);
    expect(areUnlike([], [eve])).to.equal(false);
  });

  it('tells two people apart, and not two halves of one', () => {
    expect(areUnlike(photosOf(ada, 3), photosOf(eve, 2))).to.equal(true);
    expect(areUnlike(photosOf(ada, 3), photosOf(movedBy(ada, 0.3), 2))).to.equal(false);
  });
});

describe('the photos of a person that don’t look like the others', () => {
  it('are a stranger’s among theirs, one or two, wherever they stand', async () => {
    expect(await outliersAmong(photosOf(ada, 6))).to.deep.equal([]);
    expect(await outliersAmong([eve, ...photosOf(ada, 3)])).to.deep.equal([0]);
    expect(await outliersAmong([...photosOf(ada, 8), eve, movedBy(eve, 0.3)])).to.deep.equal([8, 9]);
    expect(await outliersAmong([...photosOf(ada, 6), eve, descriptor()])).to.deep.equal([6, 7]);
  });

  it('are both of two, and none of one', async () => {
    expect(await outliersAmong([ada, eve])).to.deep.equal([0, 1]);
    expect(await outliersAmong([ada])).to.deep.equal([]);
    expect(await outliersAmong([])).to.deep.equal([]);
  });

  it('are not those of an age, if there are some of it', async () => {
    expect(await outliersAmong([...photosOf(ada, 6), ...photosOf(movedBy(ada, 0.9), 3)])).to.deep.equal([]);
  });

  it('are found among a thousand, by comparing each with some', async () => {
    const found = await outliersAmong([...photosOf(ada, 999), eve]);
    expect(found).to.deep.equal([999]);
  });
});
