import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { AppProcess, temporaryFolder } from '../support/app-process';
import { type Browser, signIn } from '../support/browser';
import { deepPng, manyFrames, manyScans } from '../support/costly-photos';
import { onlyOf } from '../support/elements';
import { photosOf } from '../support/gallery';
import { addPerson } from '../support/imports';
import { ADA_IN_SAMPLE_1, cropFace, photoForm, samplePhoto } from '../support/photos';
import { sentenceOf } from '../support/refusal';

const TOO_DEMANDING = 'This photo takes too much work to open. Please save it as an ordinary JPEG and try again.';
/** The side of a square of 49 megapixels, in blocks of 8 pixels. */
const SIDE = 875;
const AT_ONCE = 5;

const send = (browser: Browser, bytes: Uint8Array) => browser.post('/recognition', photoForm([['photo.jpg', bytes]]));

describe('photos that take far more than they seem to', () => {
  let app: AppProcess;
  let mallory: Browser;
  let ada: Browser;
  let stored: string;
  before(async () => {
    app = await AppProcess.start({ DATA_DIR: path.join(temporaryFolder(), 'data'), RECOGNITION_QUEUE: '10' });
    [mallory, ada] = [await signIn(app.url, 'Mallory'), await signIn(app.url, 'Ada')];
    await addPerson(ada, 'Ada', await cropFace(ADA_IN_SAMPLE_1));
    stored = onlyOf(await photosOf(ada));
  });
  after(() => app.kill());

  /** The most memory that the app and its workers have had, in MB, each at its own time. Linux only. */
  function peakMegabytes(): number {
    const { pid = 0 } = app.child;
    const workers = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
    const peak = (of: string | number) =>
      Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${of}/status`, 'utf8'))?.[1]) / 1024;
    return [pid, ...workers].reduce<number>((sum, each) => sum + peak(each), 0);
  }

  const PHOTOS: Record<string, () => Buffer | Promise<Buffer>> = {
    'a JPEG of 49 megapixels with 2,660 scans': () => manyScans(SIDE, 2660),
    'a WebP of 90,000 frames': () => manyFrames(90_000),
    'an interlaced PNG of 49 megapixels with 16 bits': () => deepPng(7000, 7000),
  };
  for (const [what, make] of Object.entries(PHOTOS))
    it(`abuse 93, 103: ${what}, sent five times: others are recognized and see their photos, and memory stays bounded`, async () => {
      const photo = await make();
      const before = peakMegabytes();
      const flood = Array.from({ length: AT_ONCE }, () => send(mallory, photo));
      expect((await send(ada, samplePhoto(1))).status).to.equal(303);
      expect((await ada.get(stored)).status).to.equal(200);
      for (const page of await Promise.all(flood)) {
        expect(page.status).to.be.oneOf([303, 422, 429]);
        if (page.status === 422) expect(sentenceOf(page)).to.equal(TOO_DEMANDING);
      }
      expect(peakMegabytes() - before).to.be.below(300);
    });
});
