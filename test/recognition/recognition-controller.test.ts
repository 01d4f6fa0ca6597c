import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import sharp from 'sharp';
import { startApp, type TestApp } from '../support/app';
import { Browser, type Page, signIn } from '../support/browser';
import { capture } from '../support/elements';
import { filesBelow } from '../support/files';
import { ADA_IN_SAMPLE_1, cropFace, facelessPhoto, photoForm, samplePhoto } from '../support/photos';
import { facesOn } from '../support/results';
import { PERCENT_OF_FEW, SLIDER_OF_FEW } from '../support/rule';
import { setUpApp } from '../support/set-up-app';

const namesOn = (page: Page) => facesOn(page).flatMap(({ heading }) => (heading === 'Unknown' ? [] : [heading]));

describe('the recognition routes', () => {
  let app: TestApp;
  let grace: Browser;
  let eve: Browser;

  setUpApp(['Grace', 'Eve'], async (...started) => {
    [app, grace, eve] = started;
    await grace.post('/images', photoForm([['ada.jpg', await cropFace(ADA_IN_SAMPLE_1)]], { name: 'Ada' }));
  });

  const recognize = async (browser: Browser, photo: Buffer, name = 'photo.jpg') =>
    browser.post('/recognition', photoForm([[name, photo]]));
  const stored = () => filesBelow(path.join(app.dataDir)).filter((file) => file.startsWith('recognitions'));

  it('answers with the address of the result', async () => {
    const answer = await recognize(grace, samplePhoto(3));
    expect(answer.status).to.equal(303);
    expect(answer.location).to.match(new RegExp(`^${app.url}/recognition/[a-z0-9]{16}$`));
  });

  it('makes a result of each of several photos, shows them in the history, and names those that it refuses', async () => {
    const olga = await signIn(app.url, 'Olga');
    const sent = await olga.post(
      '/recognition',
      photoForm([
        ['one.jpg', samplePhoto(3)],
        ['notes.txt', Buffer.from('no photo')],
        ['two.jpg', samplePhoto(1)],
      ]),
    );
    expect(sent.location).to.equal(`${app.url}/recognition`);
    const history = await olga.follow(sent);
    expect(history.text.match(/<li class="history-entry"/g)).to.have.length(2);
    expect(history.text).to.match(/notes\.txt: The file isn’t a /);
    const refused = await olga.post(
      '/recognition',
      photoForm([
        ['a.txt', Buffer.from('no photo')],
        ['b.jpg', samplePhoto(1).subarray(0, 30_000)],
      ]),
    );
    expect(refused.status).to.equal(422);
    expect(refused.text).to.include('No photo could be read.').and.to.include('a.txt: ').and.to.include('b.jpg: ');
  });

  it('shows how alike a recognized face is, high when sure', async () => {
    const page = await grace.follow(await recognize(grace, samplePhoto(3)));
    const ada = facesOn(page).find(({ heading }) => heading === 'Ada');
    expect(Number(/Sure, (\d+)% match/.exec(ada?.text ?? '')?.[1])).to.be.within(85, 99);
  });

  it('shows a face between the two thresholds as a question', async () => {
    const strict = await startApp({ MATCH_SURE: '0.3' });
    try {
      const browser = await signIn(strict.url, 'Grace');
      await browser.post('/images', photoForm([['ada.jpg', await cropFace(ADA_IN_SAMPLE_1)]], { name: 'Ada' }));
      const page = await browser.follow(await recognize(browser, samplePhoto(3)));
      expect(namesOn(page)).to.deep.equal(['Is this Ada?']);
    } finally {
      await strict.close();
    }
  });

  it('says so when there is no face, and keeps the photo', async () => {
    const page = await grace.follow(await recognize(grace, await facelessPhoto()));
    expect(page.text)
      .to.include('No face was found in the photo.')
      .and.include('Try a photo that is upright')
      .and.not.include('with names');
    const photo = capture(page.text, /<img class="rounded" src="(\/recognition\/[^"]+)"/);
    expect((await grace.get(photo)).headers.get('Content-Type')).to.equal('image/jpeg');
  });

  it('offers photos by names of their own, the one with names as a file to save', async () => {
    const id = new URL((await recognize(grace, samplePhoto(3))).location ?? '').pathname;
    for (const [address, disposition] of [
      ['photo', /^inline; filename="photo-20\d\d-\d\d-\d\d\.jpg"$/],
      ['image', /^inline; filename="familiar-faces-20\d\d-\d\d-\d\d\.jpg"$/],
      ['image?download=yes', /^attachment; filename="familiar-faces-20\d\d-\d\d-\d\d\.jpg"$/],
    ] as const)
      expect((await grace.get(`${id}/${address}`)).headers.get('Content-Disposition'), address).to.match(disposition);
    const [strict, usual] = await Promise.all(
      ['&sure=0.4', ''].map((query) => grace.get(`${id}/image?download=yes${query}`)),
    );
    expect(strict?.bytes.equals(usual?.bytes ?? Buffer.of()), 'the names are those of the page').to.equal(false);
    expect((await grace.open(id)).text).to.include(`href="${id}/image?download&#x3D;yes"`);
  });

  it('draws boxes and names on the last processed image', async () => {
    await recognize(grace, samplePhoto(3));
    const drawn = await grace.get('/recognition/last-processed-image');
    expect(drawn.status).to.equal(200);
    const { data, info } = await sharp(drawn.bytes).raw().toBuffer({ resolveWithObject: true });
    const plain = await sharp(samplePhoto(3)).raw().toBuffer();
    // On the box of Ada's face the drawn picture differs, away from all boxes it doesn't.
    const red = (pixels: Buffer, x: number, y: number) => pixels.readUInt8((y * info.width + x) * 3);
    const difference = (x: number, y: number) => Math.abs(red(data, x, y) - red(plain, x, y));
    const edge = Array.from({ length: 200 }, (_, i) => difference(1073, 260 + i)).filter((each) => each > 40);
    expect(edge).to.have.length.above(120);
    expect(Math.max(...Array.from({ length: 200 }, (_, i) => difference(100 + i, 100)))).to.be.below(40);
  });

  it('draws again when the gallery has changed', async () => {
    const dora = await signIn(app.url, 'Dora');
    await recognize(dora, samplePhoto(3));
    const before = await dora.get('/recognition/last-processed-image');
    const etag = before.headers.get('ETag') ?? '';
    expect((await dora.get('/recognition/last-processed-image', { 'If-None-Match': etag })).status).to.equal(304);
    await dora.post('/images', photoForm([['ada.jpg', await cropFace(ADA_IN_SAMPLE_1)]], { name: 'Ada' }));
    const after = await dora.get('/recognition/last-processed-image', { 'If-None-Match': etag });
    expect(after.status).to.equal(200);
    expect(after.bytes.equals(before.bytes)).to.equal(false);
  });

  it('keeps the result over a restart', async () => {
    const first = await startApp();
    const browser = await signIn(first.url, 'Grace');
    await browser.post('/images', photoForm([['ada.jpg', await cropFace(ADA_IN_SAMPLE_1)]], { name: 'Ada' }));
    const { pathname } = new URL((await recognize(browser, samplePhoto(3))).location ?? '');
    await first.stop();

    const second = await startApp({ DATA_DIR: first.dataDir });
    try {
      const again = await signIn(second.url, 'Grace');
      const page = await again.open(pathname);
      expect(namesOn(page)).to.deep.equal(['Ada']);
      expect((await again.get(`${pathname}/photo`)).status).to.equal(200);
      expect((await again.get('/recognition/last-processed-image')).status).to.equal(200);
    } finally {
      await second.close();
    }
  });

  it('doesn’t recognize other users’ people', async () => {
    const page = await eve.follow(await recognize(eve, samplePhoto(3)));
    expect(page.text).to.include('nobody you know yet');
  });

  it('sends whoever is signed out to sign in', async () => {
    const stranger = new Browser(app.url);
    const id = '/recognition/aaaaaaaaaaaaaaaa';
    for (const url of [id, `${id}/photo`, `${id}/image`, '/recognition/last-processed-image']) {
      expect((await stranger.get(url)).location).to.equal(`${app.url}/login?returnTo=${encodeURIComponent(url)}`);
    }
    expect((await stranger.post('/recognition', photoForm([['a.jpg', samplePhoto(1)]]))).location).to.equal(
      `${app.url}/login`,
    );
  });

  const refused: Array<[string, () => FormData, number, string]> = [
    ['no file', () => photoForm([]), 400, 'Please choose a photo.'],
    ['0 bytes', () => photoForm([['a.jpg', Buffer.alloc(0)]]), 400, 'The file is empty.'],
    [
      'what is no picture',
      () => photoForm([['a.jpg', Buffer.from('no photo')]]),
      415,
      'The file isn’t a JPEG, PNG, WebP, HEIC, AVIF, GIF, TIFF, or BMP photo.',
    ],
    [
      'a PDF file',
      () => photoForm([['a.jpg', Buffer.from('%PDF-1.7')]]),
      415,
      'This is a PDF file. Please save its photos as JPEG first.',
    ],
    [
      'half a picture',
      () => photoForm([['a.jpg', samplePhoto(1).subarray(0, 90_000)]]),
      422,
      'The photo is damaged or incomplete.',
    ],
    ['more than 15 MB', () => photoForm([['a.jpg', Buffer.alloc(15_000_001)]]), 413, 'The photo is larger than 15 MB.'],
  ];
  for (const [what, form, status, sentence] of refused) {
    it(`refuses ${what} with ${status} and a sentence, and stores nothing`, async () => {
      const before = stored();
      const answer = await grace.post('/recognition', form());
      expect(answer.status).to.equal(status);
      expect(answer.text).to.include(sentence);
      expect(stored()).to.deep.equal(before);
      expect(readdirSync(path.join(app.dataDir, 'incoming'))).to.deep.equal([]);
    });
  }

  it('answers JSON to a program', async () => {
    const form = photoForm([['a.jpg', Buffer.from('no photo')]]);
    const answer = await grace.post('/recognition', form, { Accept: 'application/json' });
    expect(answer.status).to.equal(415);
    const { error } = JSON.parse(answer.text);
    expect(error).to.include({
      id: 'photo_unsupported',
      message: 'The file isn’t a JPEG, PNG, WebP, HEIC, AVIF, GIF, TIFF, or BMP photo.',
    });
    expect(error.requestId).to.equal(answer.headers.get('X-Request-Id'));
  });

  it('keeps each face’s quality', async () => {
    const { pathname } = new URL((await recognize(grace, samplePhoto(3))).location ?? '');
    const rows = await app.services.catalog
      .selectFrom('recognizedFaces')
      .selectAll()
      .where('recognitionId', '=', path.basename(pathname))
      .execute();
    expect(rows).to.have.length(3);
    for (const { sharpness, turn, quality } of rows)
      for (const figure of [sharpness, turn, quality]) expect(figure).to.be.within(0, 1);
  });

  it('shows a small version of the photo, all of it', async () => {
    const { pathname } = new URL((await recognize(grace, samplePhoto(3))).location ?? '');
    const [whole, small] = [await grace.get(`${pathname}/photo`), await grace.get(`${pathname}/photo?size=thumbnail`)];
    const [from, to] = [await sharp(whole.bytes).metadata(), await sharp(small.bytes).metadata()];
    expect(to.width).to.equal(480);
    expect(to.width / to.height).to.be.closeTo(from.width / from.height, 0.01);
    expect(small.headers.get('Cache-Control')).to.include('private');
  });

  it('shows a fault in the form, on the page that has it', async () => {
    const answer = await grace.post('/recognition', photoForm([['a.jpg', Buffer.from('no photo')]]));
    expect(answer.status).to.equal(415);
    expect(answer.text).to.match(
      /<form[^>]* action="\/recognition"[^>]*>[\s\S]*?role="alert" id="fault-recognize"[^>]*>\s*The file isn’t a JPEG/,
    );
  });

  describe('refused on the page of a result', () => {
    const send = (browser: Browser, fields: Record<string, string>, photo = Buffer.from('no photo')) =>
      browser.post('/recognition', photoForm([['a.jpg', photo]], fields));
    const hiddenOn = ({ text }: Page) => {
      const [, form = ''] = /<form[^>]* action="\/recognition"[^>]*>([\s\S]*?)<\/form>/.exec(text) ?? [];
      return Object.fromEntries(
        [...form.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]),
      );
    };
    let result: string;

    before(async () => {
      result = new URL((await recognize(grace, samplePhoto(3))).location ?? '').pathname;
    });

    it('keeps the result there, at the strictness that was tried, however large the photo', async () => {
      for (const [query, photo, status, names] of [
        ['', undefined, 415, ['Ada']],
        ['?sure=0.4', undefined, 415, ['Is this Ada?']],
        ['', Buffer.alloc(20_000_000), 413, ['Ada']],
      ] as const) {
        const answer = await send(grace, hiddenOn(await grace.get(result + query)), photo);
        expect(answer.status).to.equal(status);
        expect(namesOn(answer)).to.deep.equal(names);
        expect(answer.text).to.include('id="fault-recognize"');
        expect(hiddenOn(answer), 'for the next try').to.deep.equal(hiddenOn(await grace.get(result + query)));
      }
    });

    it('shows no other user’s result, and leads nowhere else', async () => {
      const id = path.basename(result);
      for (const [browser, fields] of [
        [eve, { result: id }],
        [grace, { result: '' }],
        [grace, { result: '//evil.example/' }],
        [grace, { result: 'aaaaaaaaaaaaaaaa' }],
        [grace, { result: `../${id}` }],
        [grace, { result: id, sure: 'abc' }],
      ] as const) {
        const answer = await send(browser, fields);
        expect(answer.status, JSON.stringify(fields)).to.equal(415);
        expect(answer.location).to.equal(undefined);
        expect(facesOn(answer)).to.deep.equal([]);
        expect(answer.text).to.include('id="fault-recognize"').and.not.include(id).and.not.include('evil.example');
      }
    });
  });

  describe('answered line by line', () => {
    const LINES = { Accept: 'application/x-ndjson' };
    const linesOf = ({ text }: Page) =>
      text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
    const incoming = () => readdirSync(path.join(app.dataDir, 'incoming'));

    it('reports each stage, and at last where the result is', async () => {
      const answer = await grace.post('/recognition', photoForm([['a.jpg', samplePhoto(3)]]), LINES);
      expect(answer.headers.get('Content-Type')).to.include('application/x-ndjson');
      const lines = linesOf(answer);
      const { location } = lines.at(-1);
      const stages = lines.slice(0, -1).map(({ stage }) => stage);
      expect(stages.length).to.be.at.least(3); // the answer may overtake the last one
      expect(stages).to.deep.equal(['waiting', 'decoding', 'detecting', 'describing'].slice(0, stages.length));
      expect(namesOn(await grace.open(location))).to.deep.equal(['Ada']);
      expect(incoming()).to.deep.equal([]);
    });

    it('refuses with its status what is wrong with the upload', async () => {
      for (const [form, status, id] of [
        [photoForm([]), 400, 'no_file'],
        [photoForm([['a.jpg', Buffer.alloc(15_000_001)]]), 413, 'photo_too_large'],
      ] as const) {
        const answer = await grace.post('/recognition', form, LINES);
        expect(answer.status).to.equal(status);
        expect(JSON.parse(answer.text).error).to.include({ id });
      }
    });

    it('says on the last line what is wrong with the photo', async () => {
      const before = stored();
      const answer = await grace.post(
        '/recognition',
        photoForm([['a.jpg', samplePhoto(1).subarray(0, 90_000)]]),
        LINES,
      );
      const { error } = linesOf(answer).at(-1);
      expect(error).to.deep.include({ id: 'photo_damaged', message: 'The photo is damaged or incomplete.' });
      expect(error.requestId).to.equal(answer.headers.get('X-Request-Id'));
      expect(stored()).to.deep.equal(before);
      expect(incoming()).to.deep.equal([]);
    });
  });

  describe('with another strictness', () => {
    const at = async (pathname: string, sure: string) => grace.get(`${pathname}?sure=${sure}`);

    it('names people again, on this page alone', async () => {
      const { pathname } = new URL((await recognize(grace, samplePhoto(3))).location ?? '');
      expect(namesOn(await at(pathname, '0.40'))).to.deep.equal(['Is this Ada?']);
      expect(namesOn(await at(pathname, '0.30'))).to.deep.equal([]);
      expect(namesOn(await grace.get(pathname))).to.deep.equal(['Ada']);
    });

    it('offers to keep it, or to go back', async () => {
      const { pathname } = new URL((await recognize(grace, samplePhoto(3))).location ?? '');
      const page = await at(pathname, '0.40');
      expect(page.text).to.include('Keep 93%').and.include(`Back to ${PERCENT_OF_FEW}`).and.include('value="0.40"');
      expect((await at(pathname, SLIDER_OF_FEW)).text).to.not.include(`Keep ${PERCENT_OF_FEW}`);
    });

    it('refuses what isn’t a threshold', async () => {
      const { pathname } = new URL((await recognize(grace, samplePhoto(3))).location ?? '');
      for (const sure of ['0.29', '0.71', '-1', 'abc', '1e9', '0.5;', 'NaN']) {
        const page = await at(pathname, sure);
        expect(page.status, sure).to.equal(422);
        expect(page.text).to.include('Match strictness must be a number from 0.30 to 0.70.');
      }
      expect((await at(pathname, '')).status).to.equal(200);
    });

    it('takes the user’s own, when there is one', async () => {
      const { pathname } = new URL((await recognize(grace, samplePhoto(3))).location ?? '');
      const kept = await grace.post('/settings', { sure: '0.40', back: pathname });
      expect(kept.location).to.equal(app.url + pathname);
      const page = await grace.get(pathname);
      expect(namesOn(page)).to.deep.equal(['Is this Ada?']);
      expect(page.text).to.include(`Follow the app’s measurements (${PERCENT_OF_FEW})`);
      await grace.post('/settings', { sure: '' });
      expect(namesOn(await grace.get(pathname))).to.deep.equal(['Ada']);
    });
  });
});
