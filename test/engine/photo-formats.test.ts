import { expect } from 'chai';
import { isNamedLikePhoto, PHOTO_FORMATS } from '../../src/engine/photo-formats';
import type { Browser } from '../support/browser';
import { setUpApp } from '../support/set-up-app';

const EXTENSIONS = PHOTO_FORMATS.flatMap(({ extensions }) => extensions);

describe('the list of photo formats', () => {
  let grace: Browser;
  setUpApp(['Grace'], async (_app, browser) => {
    grace = browser;
  });

  it('knows the names of photos in any case, and nothing else', () => {
    for (const name of ['a.jpg', 'IMG_0001.HEIC', 'a.b.tIFf', 'DSC1.HIF', 'Fotos/2019/a.avif'])
      expect(isNamedLikePhoto(name), name).to.equal(true);
    for (const name of ['jpg', 'a.jpg.json', 'a.', '', 'a.jpg/b', 'a.mov', 'a.cr2', 'a.constructor'])
      expect(isNamedLikePhoto(name), name).to.equal(false);
  });

  it('is what every form that takes photos offers, by type and by ending', async () => {
    const page = (await grace.get('/')).text;
    const offers = [...page.matchAll(/<input[^>]*name="file"[^>]*accept="([^"]*)"/g)].map(([, accept = '']) => accept);
    expect(offers).to.have.length(2);
    for (const accept of offers) {
      const parts = accept.split(',');
      expect(parts).to.include.members(EXTENSIONS.map((extension) => `.${extension}`));
      expect(parts).to.include.members(PHOTO_FORMATS.flatMap(({ types }) => types));
    }
  });
});
