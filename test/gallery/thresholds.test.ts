import { expect } from 'chai';
import { MATCH_RULE, type MatchSettings, maybeFor, ruleOf, thresholdsFor } from '../../src/gallery/thresholds';

const UNSET: MatchSettings = { sure: undefined, maybe: undefined, margin: undefined };
const measured = (people: number, fewPhotos: number) =>
  thresholdsFor({ people, fewPhotos }, { rule: MATCH_RULE, operator: UNSET, own: null });
const sureOf = (people: number, fewPhotos = people) => Number(measured(people, fewPhotos).sure.toFixed(4));

describe('the thresholds of a gallery', () => {
  it('are the measured ones where people have three photos or more', () => {
    const { small, ...rule } = MATCH_RULE;
    for (const people of [1, 5, 50, 5000]) expect(measured(people, 0)).to.deep.equal(rule);
  });

  it('are wider for few people with few photos each, narrower with each doubling, and never narrower than the rule', () => {
    expect([5, 10, 20].map((people) => sureOf(people))).to.deep.equal([0.55, 0.533, 0.516]);
    for (const people of [26, 52, 5000]) expect(sureOf(people)).to.equal(MATCH_RULE.sure);
    for (const people of [0, 1, 4]) expect(sureOf(people), 'as at five').to.equal(0.55);
    expect(measured(5, 5)).to.include({ margin: MATCH_RULE.margin, maybeOfFew: MATCH_RULE.maybeOfFew });
  });

  it('narrow little by little as people get more photos', () => {
    const steps = [5, 4, 3, 2, 1, 0].map((fewPhotos) => sureOf(5, fewPhotos));
    expect(steps).to.deep.equal([0.55, 0.542, 0.534, 0.526, 0.518, 0.51]);
  });

  it('ask about people with three photos or more up to a closer distance', () => {
    const thresholds = measured(10, 5);
    expect([1, 2, 3, 40].map((photos) => maybeFor(thresholds, photos))).to.deep.equal([0.6, 0.6, 0.56, 0.56]);
  });

  it('are the operator’s where those are set, each for itself', () => {
    const set = (operator: Partial<MatchSettings>) =>
      thresholdsFor({ people: 5, fewPhotos: 5 }, { rule: MATCH_RULE, operator: { ...UNSET, ...operator }, own: null });
    expect(set({ sure: 0.45 })).to.deep.equal({ sure: 0.45, maybe: 0.56, maybeOfFew: 0.6, margin: 0.08 });
    expect(set({ sure: 0.65 }), 'no question below a name').to.include({ sure: 0.65, maybe: 0.65, maybeOfFew: 0.65 });
    expect(set({ maybe: 0.58 })).to.include({ sure: 0.55, maybe: 0.58, maybeOfFew: 0.58 });
    expect(set({ maybe: 0.4 }), 'no name beyond a question').to.include({ sure: 0.4, maybe: 0.4, maybeOfFew: 0.4 });
    expect(set({ margin: 0 })).to.include({ sure: 0.55, margin: 0 });
  });

  it('are the gallery’s own before everything else, with questions as far beyond names as they were', () => {
    const own = (operator: Partial<MatchSettings>) =>
      thresholdsFor({ people: 50, fewPhotos: 0 }, { rule: MATCH_RULE, operator: { ...UNSET, ...operator }, own: 0.41 });
    expect(own({}).sure).to.equal(0.41);
    expect(own({}).maybe).to.be.closeTo(0.46, 1e-9);
    expect(own({}).maybeOfFew).to.be.closeTo(0.5, 1e-9);
    expect(own({ sure: 0.5, maybe: 0.6, margin: 0.05 })).to.include({ sure: 0.41, margin: 0.05 });
    expect(own({ sure: 0.5, maybe: 0.6 }).maybe).to.be.closeTo(0.51, 1e-9);
  });

  it('are a network’s own where it brings some, in galleries of any size', () => {
    const rule = ruleOf({ id: 'another', bounds: { sure: 1.1, maybe: 1.2, margin: 0.1 } });
    for (const people of [1, 5, 500])
      expect(thresholdsFor({ people, fewPhotos: people }, { rule, operator: UNSET, own: null })).to.include({
        sure: 1.1,
        maybe: 1.2,
        maybeOfFew: 1.2,
      });
  });

  it('are narrower where faces are enrolled by three chips, whose means are closer to everybody', () => {
    expect(ruleOf({ id: 'face-api-1', bounds: null })).to.equal(MATCH_RULE);
    const three = ruleOf({ id: 'face-api-3', bounds: null });
    for (const key of ['sure', 'maybe', 'maybeOfFew'] as const) expect(three[key], key).to.be.below(MATCH_RULE[key]);
    expect(three.small?.sure).to.be.below(MATCH_RULE.small?.sure ?? 0);
  });
});
