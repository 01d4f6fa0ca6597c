import { expect } from 'chai';
import sharp from 'sharp';
import type { TestApp } from '../support/app';
import type { Browser } from '../support/browser';
import { gridHeic } from '../support/heic-boxes';
import { blackPng, claimingJpeg, otherKinds } from '../support/odd-photos';
import { BEA, cropFace, facelessPhoto, photoForm, samplePhoto } from '../support/photos';
import { expectNothingLeft, sentenceOf } from '../support/refusal';
import { setUpApp } from '../support/set-up-app';

const half = (bytes: Buffer) => bytes.subarray(0, bytes.length / 2);
const sample = () => sharp(samplePhoto(1)).resize(300);
const DAMAGED = 'The photo is damaged or incomplete.';
const UNSUPPORTED = 'The file isn’t a JPEG, PNG, WebP, HEIC, AVIF, GIF, TIFF, or BMP photo.';
const TOO_MANY_PIXELS = 'The photo has more than 50 megapixels.';

const REFUSED: ReadonlyArray<
  readonly [what: string, make: () => Buffer | Promise<Buffer>, status: number, sentence: string]
> = [
  ['01: of 0 bytes', () => Buffer.alloc(0), 400, 'The file is empty.'],
  ['02: of half a JPEG', () => half(samplePhoto(1)), 422, DAMAGED],
  ['03: of half a PNG', async () => half(await sample().png().toBuffer()), 422, DAMAGED],
  ['03: of half a WebP', async () => half(await sample().webp().toBuffer()), 422, DAMAGED],
  ['04: of a JPEG’s header alone', async () => (await sample().jpeg().toBuffer()).subarray(0, 20), 422, DAMAGED],
  [
    '04: of a JPEG’s headers without a pixel',
    async () => beforePixels(await sample().jpeg().toBuffer(), 'ffda'),
    422,
    DAMAGED,
  ],
  ['04: of a PNG’s header alone', async () => beforePixels(await sample().png().toBuffer(), '49444154'), 422, DAMAGED],
  ['05: of a PNG of 30,000 × 30,000 pixels', () => blackPng(30_000, 30_000), 413, TOO_MANY_PIXELS],
  ['06: of a JPEG that claims 65,500 × 65,500 pixels', () => claimingJpeg(65_500, 65_500), 413, TOO_MANY_PIXELS],
  ['07: of a JPEG that claims 32,768 × 32,768 pixels', () => claimingJpeg(32_768, 32_768), 413, TOO_MANY_PIXELS],
  [
    '08: of a strip of 1 × 60,000 pixels',
    () => blackPng(1, 60_000),
    422,
    'One side of the photo is longer than 20000 pixels.',
  ],
  [
    '08: of a strip of 60,000 × 1 pixels',
    () => blackPng(60_000, 1),
    422,
    'One side of the photo is longer than 20000 pixels.',
  ],
  ['12: of HTML', () => Buffer.from('<!doctype html><title>Not a photo</title>'), 415, UNSUPPORTED],
  ['13: of an SVG', () => otherKinds().SVG, 415, 'This is an SVG drawing. Please save it as JPEG first.'],
  ['13: of a PDF', () => otherKinds().PDF, 415, 'This is a PDF file. Please save its photos as JPEG first.'],
  ['13: of a video', () => otherKinds().MP4, 415, 'This is a video. Please choose a photo.'],
  [
    '13: of a raw photo',
    () => otherKinds().CR2,
    415,
    'This is a raw photo. Please export it as JPEG from your photo app.',
  ],
  ['13: of a JPEG XL', () => otherKinds().JXL, 415, 'This is a JPEG XL file. Please save it as JPEG first.'],
  ['13: of a HEIC without a picture', () => otherKinds().HEIC, 422, DAMAGED],
  ['05: of a HEIC of 900 megapixels', () => gridHeic({ claims: [30_000, 30_000] }), 413, TOO_MANY_PIXELS],
];

/** The bytes of a picture before a marker. */
function beforePixels(picture: Buffer, marker: string): Buffer {
  const at = picture.indexOf(Buffer.from(marker, 'hex'));
  expect(at).to.be.above(30);
  return picture.subarray(0, at);
}

// The app runs in this process: when it aborts, no test ends.
describe('a photo', () => {
  let app: TestApp;
  let grace: Browser;
  let bea: Buffer;

  setUpApp(['Grace'], async (...started) => {
    [app, grace] = started;
    bea = await cropFace(BEA);
  });

  for (const [what, make, status, sentence] of REFUSED) {
    it(`abuse ${what}, named .jpg, is refused with ${status} by every form, and the next one is accepted`, async () => {
      const bytes = await make();
      for (const [path, fields] of [
        ['/images', { name: 'Bea' }],
        ['/recognition', {}],
      ] as const) {
        for (const Accept of ['text/html', 'application/json']) {
          const form = photoForm([['photo.jpg', bytes]], fields);
          const page = await expectNothingLeft(app, status, () => grace.post(path, form, { Accept }));
          expect(sentenceOf(page)).to.equal(path === '/images' ? `photo.jpg: ${sentence}` : sentence);
        }
      }
      expect((await grace.post('/recognition', photoForm([['bea.jpg', bea]]))).status).to.equal(303);
    });
  }

  it('abuse 05: of 900 megapixels takes up no memory', async () => {
    const bomb = await blackPng(30_000, 30_000);
    const { rss } = process.memoryUsage();
    let most = 0;
    const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 5);
    await Promise.all(Array.from({ length: 5 }, () => grace.post('/recognition', photoForm([['bomb.jpg', bomb]]))));
    clearInterval(watch);
    expect(Math.max(most, process.memoryUsage().rss) - rss).to.be.below(100_000_000);
  });

  it('abuse 09: of one pixel has no face', async () => {
    const pixel = await facelessPhoto(1, 1);
    const page = await expectNothingLeft(app, 422, () =>
      grace.post('/images', photoForm([['pixel.jpg', pixel]], { name: 'Bea' })),
    );
    expect(sentenceOf(page)).to.equal('pixel.jpg: No face was found in the photo.');
    const result = await grace.follow(await grace.post('/recognition', photoForm([['pixel.jpg', pixel]])));
    expect(result.text).to.include('No face was found in the photo');
  });
});
