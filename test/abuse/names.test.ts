import { expect } from 'chai';
import type { TestApp } from '../support/app';
import type { Browser, Page } from '../support/browser';
import { onlyOf } from '../support/elements';
import { filesBelow } from '../support/files';
import { peopleOf, photosOf, removeAllPhotos } from '../support/gallery';
import { unescaped } from '../support/pages';
import { ADA_IN_SAMPLE_1, ADA_IN_SAMPLE_3, BEA, cropFace, photoForm, samplePhoto } from '../support/photos';
import { expectNothingLeft, expectRefusal, sentenceOf } from '../support/refusal';
import { setUpApp } from '../support/set-up-app';

const NO_TEXT = 'The name contains a character that isn’t allowed.';
const TOO_LONG = 'The name is longer than 100 characters.';

describe('a name', () => {
  let app: TestApp;
  let grace: Browser;
  let bea: Buffer;

  setUpApp(['Grace'], async (...started) => {
    [app, grace] = started;
    bea = await cropFace(BEA);
  });
  afterEach(() => removeAllPhotos(grace));

  const send = (name: string, bytes: Uint8Array = bea, file = 'photo.jpg') =>
    grace.post('/images', photoForm([[file, bytes]], { name }));
  const add = async (name: string, bytes?: Uint8Array, file?: string) =>
    expect((await send(name, bytes, file)).status).to.equal(303);
  /** Makes a draft of a photo of three, and discards it. @returns the text of the draft's page */
  const askWhichFace = async (name: string) => {
    const asked = await send(name, samplePhoto(1), `${name}.jpg`);
    const page = await grace.follow(asked);
    expect((await grace.post(`${new URL(asked.location ?? '').pathname}/discard`)).status).to.equal(303);
    return unescaped(page.text);
  };
  const names = async () => (await peopleOf(grace)).map(({ name }) => unescaped(name));

  for (const name of [
    '../../etc/passwd',
    '..\\..\\windows',
    '/etc/passwd',
    'C:\\boot.ini',
    '\\\\server\\share',
    './x',
    '../x',
    'uploads/../catalog.sqlite',
  ]) {
    it(`abuse 28: ${name} is shown as typed and never used as a path, as a person’s name and as a file’s`, async () => {
      const before = filesBelow(app.dataDir);
      await add(name, bea, `${name}.jpg`);
      expect(await names()).to.deep.equal([name]);
      const added = filesBelow(app.dataDir).filter((file) => !before.includes(file));
      expect(added).to.have.length(1);
      expect(added[0]).to.match(/^uploads\/[0-9a-f]{32}\/[a-z0-9-]+\.jpg$/);
      expect(await askWhichFace(name)).to.include(`${name.split(/[\\/]/).at(-1)}.jpg`);
    });
  }

  it('abuse 29: with NUL is refused in every field, and in an address', async () => {
    await add('Bea');
    const { url } = onlyOf(await peopleOf(grace));
    const result = await grace.post('/recognition', photoForm([['three.jpg', samplePhoto(1)]]));
    const draft = await send('Cleo', samplePhoto(1));
    const pathOf = ({ location = '' }: Page) => new URL(location).pathname;
    expect(sentenceOf(await expectNothingLeft(app, 400, () => send('a\0b', samplePhoto(2))))).to.equal(NO_TEXT);
    for (const form of [`${url}/rename`, `${url}/merge`, `${pathOf(result)}/faces/1/name`, `${pathOf(draft)}/choose`]) {
      const page = await expectNothingLeft(app, 400, () => grace.post(form, { name: 'a\0b', face: '1' }));
      expect(sentenceOf(page), form).to.equal(NO_TEXT);
    }
    for (const place of ['/images/', '/people/', '/drafts/', '/recognition/', '/account/imports/'])
      expectRefusal(app, await grace.get(`${place}..%00%2fBea`), 400);
    expect((await grace.get('/?q=%00Bea')).text, 'a search is for the rest of it').to.contain('>Bea<');
    await grace.post(`${pathOf(draft)}/discard`);
    expect(await names()).to.deep.equal(['Bea']);
  });

  it('abuse 30: as an encoded path leads to no page and no file', async () => {
    const upwards = ['%2e%2e%2f', '..%2f', '%2e%2e/', '..%5c', '%252e%252e%252f', '%c0%ae%c0%ae%2f'];
    for (const place of ['/images/', '/people/', '/drafts/', '/recognition/', '/assets/', '/account/imports/', '/']) {
      for (const up of upwards) {
        expectRefusal(app, await grace.get(`${place}${up}${up}catalog.sqlite`), 404);
      }
    }
  });

  it('abuse 31: means the same person in NFC and NFD', async () => {
    const [composed, decomposed] = ['Zoë Müller', 'Zoë Müller'.normalize('NFD')];
    expect(composed).not.to.equal(decomposed);
    await add(decomposed, await cropFace(ADA_IN_SAMPLE_1));
    await add(composed, await cropFace(ADA_IN_SAMPLE_3));
    expect(await names()).to.deep.equal([composed]);
    expect(await photosOf(grace)).to.have.length(2);
  });

  it('abuse 32: loses characters that turn, hide or control text', async () => {
    await add('Ada\u202e gpj\u2066.exe\u200f\u0007\u001b[31m\u0085');
    expect(await names()).to.deep.equal(['Ada gpj.exe[31m']);
    for (const unseen of ['\u202e\u2066', '\u200b', '\u00ad', '\u2060', '\u3164', '\u0301'])
      expect(sentenceOf(await expectNothingLeft(app, 400, () => send(unseen, samplePhoto(1))))).to.equal(
        'Please enter a name.',
      );
  });

  // The case asks for 200 emoji; 100 characters are the limit that was decided (docs/architecture.md).
  it('abuse 33: of 10,000 characters is refused with the limit, and one of 100 emoji is accepted', async () => {
    for (const name of ['a'.repeat(10_000), 'a'.repeat(101), '👩‍👩‍👧'.repeat(101)])
      expect(sentenceOf(await expectNothingLeft(app, 422, () => send(name)))).to.equal(TOO_LONG);
    const family = '👩‍👩‍👧'.repeat(100);
    await add(family);
    expect(await names()).to.deep.equal([family]);
  });

  it('abuse 35: of a Windows device, or with a dot at its end, is harmless; names that differ by case are one person', async () => {
    for (const name of ['CON', 'nul.txt', 'Ada.', 'COM1']) {
      await add(name);
      expect(await names()).to.deep.equal([name]);
      expect((await photosOf(grace)).every((url) => /^\/images\/[a-z0-9-]{16,}$/.test(url))).to.equal(true);
      await removeAllPhotos(grace);
    }
    await add('Ada ', await cropFace(ADA_IN_SAMPLE_1));
    await add('ADA', await cropFace(ADA_IN_SAMPLE_3));
    expect(await names()).to.deep.equal(['Ada']);
  });

  it('abuse 36: in UTF-8 arrives whole, as a person’s name and as a file’s', async () => {
    for (const name of ['Žofie Müller', '陳大文', 'عائشة', 'Ἀριάδνη', 'Ǆ ﬁ', '👩‍👩‍👧']) {
      expect(await askWhichFace(name))
        .to.include(`${name}.jpg`)
        .and.include(name.normalize('NFC'));
      const refused = await send(name, Buffer.from('no photo'), `${name}.jpg`);
      expectRefusal(app, refused, 415);
      expect(unescaped(sentenceOf(refused))).to.match(new RegExp(`^${name}.jpg: The file isn’t`));
      await add(name);
      expect(await names()).to.deep.equal([name.normalize('NFC')]);
      await removeAllPhotos(grace);
    }
  });

  it('abuse 37: given twice at the same time makes one person, with both photos', async () => {
    const ada = await cropFace(ADA_IN_SAMPLE_1);
    await Promise.all([add('Ada', ada), add('ADA ', await cropFace(ADA_IN_SAMPLE_3))]);
    expect(await photosOf(grace)).to.have.length(2);
    expect(await peopleOf(grace)).to.have.length(1);
  });
});
