import { expect } from 'chai';
import { presentTuning } from '../../src/recognition/present-tuning';

const person = (id: number) => ({ id, handle: `${id}`, name: `${id}` });
const suggestionOf = (sure: number) => ({
  ...{ sure, one: person(1), other: person(2), distance: 0.7, isProbablyOne: false, compared: 2, people: 2 },
});
const tuned = (own: number | null, tried?: number, suggested = 0.45) => {
  const suggestion = suggestionOf(suggested);
  const { canReset, canTake } = presentTuning({ own, usual: 0.5, tried, suggestion, url: '/settings' });
  return { canReset, canTake };
};

describe('the buttons beside the slider', () => {
  it('never do the same: resetting to the default, taking the suggestion, and keeping what is tried', () => {
    expect(tuned(null)).to.deep.equal({ canReset: false, canTake: true });
    expect(tuned(0.4)).to.deep.equal({ canReset: true, canTake: true });
    expect(tuned(0.5), 'set to the default').to.deep.equal({ canReset: false, canTake: true });
    expect(tuned(0.4, 0.5), 'the default is tried').to.deep.equal({ canReset: false, canTake: true });
    expect(tuned(0.4, undefined, 0.5), 'the default is suggested').to.deep.equal({ canReset: true, canTake: false });
    expect(tuned(null, undefined, 0.5)).to.deep.equal({ canReset: false, canTake: false });
    expect(tuned(0.4, undefined, 0.4), 'suggested and set').to.deep.equal({ canReset: true, canTake: false });
  });
});
