import { expect } from 'chai';
import { MATCH_RULE, type MatchSettings, thresholdsFor } from '../../src/gallery/thresholds';
import { presentTuning } from '../../src/recognition/present-tuning';

const person = (id: number) => ({ id, handle: `${id}`, name: `${id}` });
const suggestionOf = (sure: number) => ({
  ...{ sure, one: person(1), other: person(2), distance: 0.7, isProbablyOne: false, compared: 2, people: 2 },
});
const UNSET: MatchSettings = { sure: undefined, maybe: undefined, margin: undefined };
const MANY = { people: 60, fewPhotos: 0 };

interface Tuned {
  own?: number | null;
  tried?: number;
  suggested?: number;
  operator?: MatchSettings;
  size?: { people: number; fewPhotos: number };
}
function tune({ own = null, tried, suggested = 0.45, operator = UNSET, size = MANY }: Tuned) {
  const explained = {
    now: thresholdsFor(size, { rule: MATCH_RULE, operator, own }),
    usual: thresholdsFor(size, { rule: MATCH_RULE, operator, own: null }),
    isMeasured: operator.sure === undefined,
    size,
  };
  return presentTuning({ own, explained, tried, suggestion: suggestionOf(suggested), url: '/settings' });
}

describe('the buttons beside the slider', () => {
  it('lead back to the measurements whenever the gallery has a threshold of its own, as those move with the gallery', () => {
    expect(tune({}).reset).to.equal(null);
    for (const own of [0.4, 0.51]) expect(tune({ own }).reset).to.equal('Follow the app’s measurements (87%)');
    expect(tune({ own: 0.4, operator: { ...UNSET, sure: 0.45 } }).reset).to.equal('Reset to default (91%)');
  });

  it('never do the same: going back, taking the suggestion, and keeping what is tried', () => {
    expect(tune({}).canTake).to.equal(true);
    expect(tune({ suggested: 0.51 }).canTake, 'what applies').to.equal(false);
    expect(tune({ own: 0.4, suggested: 0.51 }).canTake, 'the way back').to.equal(false);
    expect(tune({ own: 0.4, suggested: 0.4 }).canTake, 'set already').to.equal(false);
    expect(tune({ own: 0.4, tried: 0.4 }).isTried).to.equal(false);
  });
});

describe('what is said about the thresholds', () => {
  const reasonOf = (tuned: Tuned) => tune(tuned).reasons[0];

  it('is what applies in per cent, and why', () => {
    const measured = 'By the app’s measurements for ';
    expect(reasonOf({ size: { people: 5, fewPhotos: 5 } })).to.equal(
      `${measured}5 people with one or two photos each: names from 82% match, questions from 50%.`,
    );
    expect(reasonOf({ size: { people: 1, fewPhotos: 1 } })).to.match(
      / for 1 person with one or two photos: names from 82%/,
    );
    expect(reasonOf({})).to.equal(
      `${measured}60 people with three photos or more each: names from 87% match, questions from 80%.`,
    );
    expect(reasonOf({ size: { people: 10, fewPhotos: 4 } })).to.equal(
      `${measured}10 people, 4 of them with only one or two photos: names from 86% match, questions from 80% (from 50% about people with only one or two photos).`,
    );
    expect(reasonOf({ size: { people: 0, fewPhotos: 0 } })).to.match(/ for a new gallery: names from 82% match/);
  });

  it('says who has set it otherwise', () => {
    expect(tune({ own: 0.4 }).reasons).to.deep.equal([
      'You set this yourself: names from 93% match, questions from 91%.',
      'Without your setting, by the app’s measurements for 60 people with three photos or more each: names from 87% match, questions from 80%.',
    ]);
    expect(tune({ operator: { ...UNSET, sure: 0.45 } }).reasons).to.deep.equal([
      'Set by whoever runs this app: names from 91% match, questions from 80%.',
    ]);
  });

  it('calls what usually applies balanced, whatever it is', () => {
    expect(tune({ size: { people: 5, fewPhotos: 5 } }).words).to.equal('82% match or better: balanced');
    expect(tune({ size: { people: 5, fewPhotos: 5 }, tried: 0.5 }).words).to.match(/: strict/);
    expect(tune({}).words).to.equal('87% match or better: balanced');
  });
});
