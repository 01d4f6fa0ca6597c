import { expect } from 'chai';
import { expectOnlyAccepted } from '../support/accepted';
import { startApp, type TestApp } from '../support/app';
import { fuzzPhotos } from '../support/photo-fuzzer';

/** `npm run test:fuzz` tries more. */
const INPUTS = 320;

describe('any change to a photo’s bytes', () => {
  let app: TestApp;
  before(async () => {
    app = await startApp({ RECOGNITION_QUEUE: '100' });
  });
  after(() => app.close());

  it('ends in a photo that is accepted, or refused with a sentence and leaves nothing', async () => {
    const fuzzed = await fuzzPhotos(app.url, INPUTS);
    await expectOnlyAccepted(app.services.catalog, app.dataDir, fuzzed);
    expect(app.logged.filter(({ level }) => Number(level) >= 40)).to.deep.equal([]);
  }).timeout(180_000);
});
