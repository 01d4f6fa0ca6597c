import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import sharp from 'sharp';
import { startApp, type TestApp } from '../support/app';
import { type Browser, signIn } from '../support/browser';
import { filesBelow } from '../support/files';
import { photosOf, removeAllPhotos } from '../support/gallery';
import { BEA, cropFace, photoForm } from '../support/photos';
import { answerTo, BOUNDARY, beginUpload, END, part } from '../support/raw-upload';

/** A small JPEG whose header claims another size. */
async function claiming(width: number, height: number): Promise<Buffer> {
  const jpeg = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'grey' } })
    .jpeg()
    .toBuffer();
  const frame = jpeg.indexOf(Buffer.from([0xff, 0xc0])); // SOF0: marker, length, precision, height, width
  jpeg.writeUInt16BE(height, frame + 5);
  jpeg.writeUInt16BE(width, frame + 7);
  return jpeg;
}

describe('an upload that no browser sends', () => {
  let app: TestApp;
  let grace: Browser;
  let bea: Buffer;

  before(async () => {
    app = await startApp({ MAX_PHOTO_MB: '1' });
    grace = await signIn(app.url, 'Grace');
    bea = await cropFace(BEA);
  });
  after(() => app.close());
  afterEach(() => removeAllPhotos(grace));

  const add = (name: string, bytes: Uint8Array) => grace.post('/images', photoForm([[name, bytes]], { name: 'Bea' }));
  const kept = () => filesBelow(app.dataDir).filter((file) => !/^(catalog|lock)\./.test(file));
  const incoming = () => readdirSync(path.join(app.dataDir, 'incoming'));

  for (const [number, side] of [
    ['06', 65_500],
    ['07', 32_768],
  ] as const) {
    it(`abuse ${number}: that claims ${side} × ${side} pixels is refused by its header, and the process goes on`, async () => {
      const bomb = await claiming(side, side);
      expect(bomb.length).to.be.below(1000);
      const answer = await add('bomb.jpg', bomb);
      expect(answer.status).to.equal(413);
      expect(answer.text).to.match(/more than 50 megapixels/);
      expect((await add('bea.jpg', bea)).status, 'the next one').to.equal(303);
    });
  }

  it('abuse 10: that moves is taken by its first frame', async () => {
    const size = { width: 256, height: 256 };
    const first = await sharp(bea)
      .resize({ ...size, fit: 'cover' })
      .removeAlpha()
      .raw()
      .toBuffer();
    const frames = Buffer.concat([first, Buffer.alloc(first.length)]);
    const animation = await sharp(frames, { raw: { width: 256, height: 512, channels: 3, pageHeight: 256 } })
      .webp()
      .toBuffer();
    expect((await sharp(animation).metadata()).pages).to.equal(2);
    expect((await add('moves.webp', animation)).status).to.equal(303);
    const [photo] = await photosOf(grace);
    const shown = await sharp((await grace.get(photo)).bytes).metadata();
    expect([shown.width, shown.height, shown.pages ?? 1]).to.deep.equal([256, 256, 1]);
  });

  it('abuse 11: with HTML behind the picture is taken without it', async () => {
    const tail = '<script>alert("a tail")</script>';
    expect((await add('tail.jpg', Buffer.concat([bea, Buffer.from(tail)]))).status).to.equal(303);
    for (const file of kept()) expect(readFileSync(path.join(app.dataDir, file)).includes(tail), file).to.equal(false);
  });

  it('abuse 17: a PNG by another name is taken for what it is', async () => {
    expect((await add('bea.jpg', await sharp(bea).png().toBuffer())).status).to.equal(303);
  });

  it('abuse 19: that doesn’t say its length has the same limit', async () => {
    const request = beginUpload(grace, '/images', { 'Transfer-Encoding': 'chunked' });
    const answer = answerTo(request);
    request.write(part('name="name"', 'Bea'));
    request.write(Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n`));
    for (let sent = 0; sent < 20; sent++) request.write(Buffer.alloc(100_000));
    request.end(Buffer.concat([Buffer.from('\r\n'), END]));
    const { status, text } = await answer;
    expect(status).to.equal(413);
    expect(text).to.include('The photo is larger than 1 MB.');
    expect(incoming()).to.deep.equal([]);
  });

  for (const [what, disposition] of [
    ['fields', (i: number) => `name="f${i}"`],
    ['files', (i: number) => `name="file"; filename="${i}.jpg"`],
  ] as const) {
    it(`abuse 20: of 10,000 ${what} is refused`, async () => {
      const parts = Buffer.concat(Array.from({ length: 10_000 }, (_, i) => part(disposition(i), 'x')));
      const request = beginUpload(grace, '/images');
      request.end(Buffer.concat([parts, END]));
      const { status } = await answerTo(request);
      expect(status).to.be.oneOf([400, 413]);
      expect(incoming()).to.deep.equal([]);
    });
  }

  for (const [what, disposition] of [
    ['a wrong field name', 'name="photo"; filename="a.jpg"'],
    ['no field name', 'filename="a.jpg"'],
    ['an empty field name', 'name=""; filename="a.jpg"'],
    ['the name of a prototype’s', 'name="__proto__"; filename="a.jpg"'],
  ] as const) {
    it(`abuse 22: with ${what} is refused`, async () => {
      const request = beginUpload(grace, '/images');
      request.end(Buffer.concat([part('name="name"', 'Bea'), part(disposition, bea), END]));
      expect((await answerTo(request)).status).to.equal(400);
      expect([await photosOf(grace), incoming()]).to.deep.equal([[], []]);
    });
  }

  for (const [what, type, end] of [
    ['names no boundary', 'multipart/form-data', END],
    ['never ends', `multipart/form-data; boundary=${BOUNDARY}`, Buffer.alloc(0)],
    ['names a boundary that never comes', 'multipart/form-data; boundary=another', END],
  ] as const) {
    it(`abuse 24: that ${what} is refused`, async () => {
      const request = beginUpload(grace, '/images', { 'Content-Type': type });
      request.end(Buffer.concat([part('name="name"', 'Bea'), part('name="file"; filename="a.jpg"', bea), end]));
      expect((await answerTo(request)).status).to.equal(400);
      expect([await photosOf(grace), incoming()]).to.deep.equal([[], []]);
    });
  }

  it('abuse 27: that breaks off, a thousand times, leaves no file and no descriptor open', async () => {
    const open = () => readdirSync('/proc/self/fd').length;
    const before = open();
    for (let round = 0; round < 20; round++) {
      const requests = Array.from({ length: 50 }, () => beginUpload(grace, '/images', { 'Content-Length': 500_000 }));
      await Promise.all(
        requests.map(
          (request) =>
            new Promise<void>((resolve) => {
              request.on('error', () => {});
              request.on('close', resolve);
              request.write(part('name="name"', 'Bea'));
              request.write(Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n`));
              request.write(Buffer.alloc(50_000), () => request.destroy());
            }),
        ),
      );
    }
    while (incoming().length > 0 || open() > before + 5) await new Promise((resolve) => setTimeout(resolve, 20));
    expect((await add('bea.jpg', bea)).status, 'the next one').to.equal(303);
  });
});
