import { expect } from 'chai';
import pino from 'pino';
import { probabilityOf } from '../../src/compreface/probability';
import { similarityOf, type Verdict, verdictOn } from '../../src/compreface/similarity';
import { readConfig } from '../../src/config';
import { MATCH_RULE } from '../../src/gallery/thresholds';
import { samplePhoto } from '../support/photos';
import { startSharedEngine, USUAL_ENGINE } from '../support/shared-engine';

const BOUNDS = { sure: 0.51, maybe: 0.6 };
/** As Double Take reads it. */
const percent = (similarity: number) => Number.parseFloat((similarity * 100).toFixed(2));

describe('similarity as CompreFace says it', () => {
  it('is 0.60 where a face has a name, and 0.40 where it is asked about, at the bounds of any gallery', () => {
    for (const bounds of [BOUNDS, MATCH_RULE, { sure: 0.9, maybe: 1.4 }, { sure: 0.5, maybe: 0.5 }]) {
      const at = (distance: number) => similarityOf(distance, bounds, verdictOn(distance, bounds));
      expect(at(bounds.sure)).to.be.at.least(0.6);
      if (bounds.maybe > bounds.sure) expect(at(bounds.sure)).to.equal(0.6).and.not.equal(at(bounds.maybe));
      if (bounds.maybe > bounds.sure) expect(at(bounds.maybe)).to.equal(0.4);
      expect(percent(at(bounds.maybe + 1e-9))).to.be.below(40);
      expect(percent(at(bounds.sure + 1e-9))).to.be.below(60);
      expect(at(0)).to.be.above(0.8);
      expect(at(Number.POSITIVE_INFINITY)).to.equal(0);
    }
  });

  it('falls with the distance, and never leaves what the page says', () => {
    const ranges: Array<[Verdict, number, number]> = [
      ['confirmed', 100, 100],
      ['sure', 60, 100],
      ['maybe', 40, 59.99],
      ['none', 0, 39.99],
    ];
    for (const [verdict, least, most] of ranges) {
      let last = 1;
      for (let distance = 0; distance < 1.5; distance += 0.01) {
        const similarity = similarityOf(distance, BOUNDS, verdict);
        expect(percent(similarity), `${verdict} at ${distance}`).to.be.within(least, most);
        expect(similarity).to.be.at.most(last);
        last = similarity;
      }
    }
  });
});

describe('the probability of a face as CompreFace says it', () => {
  it('keeps every face of the sample photos at the clients’ usual threshold, 0.8', async () => {
    const engine = await startSharedEngine(
      readConfig({ NODE_ENV: 'test', ...USUAL_ENGINE }),
      pino({ level: 'silent' }),
    );
    const scores: number[] = [];
    for (const number of [1, 2, 3, 4, 5, 6])
      scores.push(...(await engine.describe(samplePhoto(number))).faces.map(({ score }) => score));
    scores.sort((one, other) => one - other);
    console.log(`        scores of true faces: ${scores.map((score) => score.toFixed(3)).join(' ')}`);
    expect(scores).to.have.length(22);
    for (const score of scores) expect(probabilityOf(score)).to.be.within(0.8, 1);
    expect(probabilityOf(1)).to.equal(1);
    expect(probabilityOf(0.4)).to.equal(0.8);
    expect(probabilityOf(0)).to.be.below(0.7);
  });
});
