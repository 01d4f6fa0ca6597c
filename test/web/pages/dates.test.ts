import { expect } from 'chai';
import { formatDate, formatTime } from '../../../src/web/pages/dates';

describe('dates on pages', () => {
  const moment = Date.UTC(2026, 10, 5, 17, 28);

  it('name the month, so that no reader takes it for the day', () => {
    expect(formatDate(moment)).to.equal('Nov 5, 2026');
  });

  it('say the time in UTC, and that it is', () => {
    expect(formatTime(moment).replaceAll('\u202f', ' ')).to.equal('Nov 5, 2026, 5:28 PM UTC');
  });
});
