import { expect } from 'chai';
import { startApp, type TestApp } from '../support/app';
import { type Browser, signIn } from '../support/browser';
import { lookalikes, movedBy } from '../support/descriptors';
import { elementAt } from '../support/elements';
import { addPhotosOf, strangersFace } from '../support/people';
import { Seed } from '../support/seed';

const NAMES = ['Ada', 'Bea', 'Cleo', 'Dora', 'Eve', 'Fay'];
const PHOTOS = 3;

describe('people who look alike', () => {
  let app: TestApp;
  let grace: Browser;
  let seed: Seed;

  before(async () => {
    app = await startApp();
  });
  after(() => app.close());
  beforeEach(async function () {
    const user = this.currentTest?.title ?? '';
    grace = await signIn(app.url, user);
    seed = await Seed.of(app.dataDir, user);
  });
  afterEach(() => seed.close());

  const add = (people: readonly Float32Array[][]) => {
    const photos = people.flat();
    return seed.people(NAMES.slice(0, people.length), PHOTOS, (i) => elementAt(photos, i));
  };
  const textAt = async (pathname: string, id: string) =>
    new RegExp(`<(p|div) [^>]*id="${id}"[^>]*>(.*?)</\\1>`, 's')
      .exec((await grace.open(pathname)).text)?.[2]
      ?.replace(/<[^>]*>/g, '')
      .replace(/\s+/g, ' ');

  it('are told in the settings and on their pages, with what helps', async () => {
    const [first] = await add(lookalikes(5, NAMES.length, PHOTOS));
    const settings = await grace.open('/settings');
    expect(settings.text).to.include('Your people look much alike to this app, so its names are worth little here.');
    expect(settings.text).to.match(/\d+ of your people’s 18 photos look enough like somebody else to get their name\./);
    expect(settings.text).to.match(/\d+ of 18 look more like somebody else than like the person’s other photos\./);
    expect(settings.text).to.match(/Most alike: \w+ and \w+ \(9\d%\), \w+ and \w+ \(9\d%\), /);
    expect(settings.text).to.include('What helps: three or more different photos of each person');
    const person = await textAt(`/people/p${first}`, 'lookalike');
    expect(person).to.match(/^Ada looks much like \w+ \(9\d%\), so either may get the other’s name\./);
    expect(person).to.match(/What helps: more different photos of both, and a stricter match\.$/);
  });

  it('are no matter where people look different, nor once those who didn’t are gone', async () => {
    const face = strangersFace();
    const { handle } = await addPhotosOf(app, seed.gallery, 'Ada', [face]);
    const twin = await addPhotosOf(app, seed.gallery, 'Bea', [{ descriptor: movedBy(face.descriptor, 0.4) }]);
    await addPhotosOf(app, seed.gallery, 'Cleo', [{}]);
    const ada = `/people/${handle}`;
    expect(await textAt('/settings', 'closeness'), 'one pair is no matter of the gallery').to.equal(undefined);
    expect(await textAt(ada, 'lookalike')).to.match(
      /^Ada looks much like Bea \(93%\).+If they’re one person, merge them\./,
    );
    await grace.post(`/people/${twin.handle}/delete`);
    expect(await textAt(ada, 'lookalike')).to.equal(undefined);
  });

  it('are told no more where a stricter match keeps them apart', async () => {
    const base = strangersFace().descriptor;
    const far = (number: number) => base.map((value, i) => (i === number ? value + 0.32 : value));
    await add(NAMES.map((_, i) => Array.from({ length: PHOTOS }, () => far(i)))); // 0.45 from each other
    expect(await textAt('/settings', 'closeness')).to.include('18 of your people’s 18 photos');
    await grace.post('/settings', { sure: '0.40' });
    expect(await textAt('/settings', 'closeness')).to.equal(undefined);
  });
});
