import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import sharp from 'sharp';
import type { TestApp } from '../support/app';
import type { Browser } from '../support/browser';
import { elementAt, firstOf } from '../support/elements';
import { filesBelow } from '../support/files';
import { photosOf, removeAllPhotos } from '../support/gallery';
import { gridHeic, heicPhoto } from '../support/heic-boxes';
import { animation, oddEncodings, orientedPhotos, photoWithPlace } from '../support/odd-photos';
import { BEA, cropFace, photoForm } from '../support/photos';
import { facesOn } from '../support/results';
import { setUpApp } from '../support/set-up-app';

describe('a photo that is accepted', () => {
  let app: TestApp;
  let grace: Browser;
  let bea: Buffer;

  setUpApp(['Grace'], async (...started) => {
    [app, grace] = started;
    bea = await cropFace(BEA);
  });
  afterEach(() => removeAllPhotos(grace));

  const photosKept = () => filesBelow(app.dataDir).filter((file) => file.endsWith('.jpg'));
  const filesWith = (bytes: string) =>
    filesBelow(app.dataDir).filter((file) => readFileSync(path.join(app.dataDir, file)).includes(bytes));

  /** Adds a photo of Bea. @returns its address */
  async function add(name: string, bytes: Uint8Array): Promise<string> {
    const page = await grace.post('/images', photoForm([[name, bytes]], { name: 'Bea' }));
    expect(page.status, page.text).to.equal(303);
    return firstOf(await photosOf(grace));
  }

  /** Recognizes a photo. @returns the picture as it is kept, and its faces from left to right */
  async function recognize(name: string, bytes: Uint8Array) {
    const { location = '' } = await grace.post('/recognition', photoForm([[name, bytes]]));
    const { pathname } = new URL(location);
    const picture = await sharp((await grace.get(`${pathname}/photo`)).bytes).metadata();
    const id = path.basename(pathname);
    const faces = await app.services.catalog
      .selectFrom('recognizedFaces')
      .selectAll()
      .where('recognitionId', '=', id)
      .orderBy('position')
      .execute();
    return { picture, faces };
  }

  it('abuse 10: that is animated is kept as its first frame', async () => {
    const moving = await animation(bea);
    expect((await sharp(moving).metadata()).pages).to.equal(2);
    const shown = await sharp((await grace.get(await add('moves.webp', moving))).bytes).metadata();
    expect([shown.format, shown.width, shown.height, shown.pages ?? 1]).to.deep.equal(['jpeg', 256, 256, 1]);
  });

  it('abuse 11: with HTML behind the picture is kept and served without it', async () => {
    const tail = '<script>alert("a tail")</script>';
    const photo = await add('tail.jpg', Buffer.concat([bea, Buffer.from(tail)]));
    for (const address of [photo, `${photo}?size=thumbnail`, '/account/export'])
      expect((await grace.get(address)).bytes.includes(tail), address).to.equal(false);
    expect(filesWith(tail)).to.deep.equal([]);
    expect(photosKept()).to.have.length(1);
  });

  it('abuse 14: in gray, in CMYK, with 16 bits, with transparent parts, as WebP, GIF, TIFF, AVIF or BMP is read like any other, and kept in sRGB', async () => {
    const odd = await oddEncodings();
    expect((await sharp(odd['CMYK']).metadata()).space).to.equal('cmyk');
    expect((await sharp(odd['16 bits']).metadata()).depth).to.equal('ushort');
    for (const [kind, bytes] of Object.entries(odd)) {
      const { picture, faces } = await recognize('photo.jpg', bytes);
      expect(faces, kind).to.have.length(3);
      expect([picture.format, picture.space, picture.channels, picture.depth], kind).to.deep.equal([
        'jpeg',
        'srgb',
        3,
        'uchar',
      ]);
    }
  });

  it('abuse 14: as a HEIC, named like one or not, is recognized like any other, and kept as JPEG', async () => {
    const heic = heicPhoto('bea');
    await add('bea.jpg', bea);
    for (const [name, bytes] of [
      ['IMG_0001.HEIC', heic],
      ['IMG_0001.jpg', heic],
      ['IMG_0002.HEIC', gridHeic({ columns: 2, rows: 2 })],
      ['IMG_0003.HEIC', bea],
    ] as const) {
      const { location = '' } = await grace.post('/recognition', photoForm([[name, bytes]]));
      expect(
        facesOn(await grace.get(new URL(location).pathname)).map(({ heading }) => heading),
        name,
      ).to.include('Bea');
    }
    const { picture, faces } = await recognize('IMG_0004.HEIC', heic);
    expect([picture.format, picture.space, faces.length]).to.deep.equal(['jpeg', 'srgb', 1]);
    expect(await add('IMG_0005.HEIC', heicPhoto('bea-10bit'))).to.match(/^\/images\//);
  });

  it('abuse 15: of any EXIF orientation is kept upright, its faces where they are in the upright picture', async () => {
    const photos = await orientedPhotos();
    const upright = await recognize('1.jpg', firstOf(photos)[1]);
    const others = photos.slice(1);
    expect(upright.faces).to.have.length(3);
    expect(others.map(([orientation]) => orientation)).to.deep.equal([2, 3, 4, 5, 6, 7, 8]);
    for (const [orientation, bytes] of others) {
      const { picture, faces } = await recognize(`${orientation}.jpg`, bytes);
      expect([picture.width, picture.height, picture.orientation], `${orientation}`).to.deep.equal([
        960,
        640,
        undefined,
      ]);
      expect(faces).to.have.length(3);
      for (const [i, face] of faces.entries())
        for (const side of ['left', 'top', 'width', 'height'] as const)
          expect(face[side], `${orientation}, ${side}`).to.be.closeTo(elementAt(upright.faces, i)[side], 10);
    }
  });

  it('abuse 16: with EXIF and the place where it was taken is kept, served, drawn and downloaded without', async () => {
    const placed = await photoWithPlace(bea);
    const hidden = ['Exif', 'Hidden Artist', 'Hidden Copyright'];
    for (const text of hidden) expect(placed.includes(text), text).to.equal(true);
    const photo = await add('placed.jpg', placed);
    const { location = '' } = await grace.post('/recognition', photoForm([['placed.jpg', placed]]));
    const { pathname } = new URL(location);
    const served = [
      photo,
      `${photo}?size=thumbnail`,
      `${pathname}/photo`,
      `${pathname}/photo?size=thumbnail`,
      `${pathname}/image`,
      `${pathname}/faces/1`,
    ];
    for (const address of [...served, '/account/export']) {
      const { status, bytes } = await grace.get(address);
      expect(status, address).to.equal(200);
      for (const text of hidden) expect(bytes.includes(text), `${text} in ${address}`).to.equal(false);
    }
    for (const address of served)
      expect((await sharp((await grace.get(address)).bytes).metadata()).exif, address).to.equal(undefined);
    for (const text of hidden) expect(filesWith(text)).to.deep.equal([]);
  });

  it('abuse 17: that is a PNG named like a JPEG is read as what it is', async () => {
    const photo = await grace.get(await add('bea.jpg', await sharp(bea).png().toBuffer()));
    expect([photo.headers.get('Content-Type'), (await sharp(photo.bytes).metadata()).format]).to.deep.equal([
      'image/jpeg',
      'jpeg',
    ]);
  });
});
