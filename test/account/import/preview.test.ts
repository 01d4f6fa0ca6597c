import { rmSync } from 'node:fs';
import { expect } from 'chai';
import { encode } from 'iconv-lite';
import { startApp, type TestApp } from '../../support/app';
import { temporaryFolder } from '../../support/app-process';
import { type Browser, signIn } from '../../support/browser';
import { filesBelow } from '../../support/files';
import { peopleOf } from '../../support/gallery';
import { addPerson, finishedImport, told } from '../../support/imports';
import { ADA_IN_SAMPLE_1, ADA_IN_SAMPLE_3, BEA, cropFace } from '../../support/photos';
import { zipForm, zipOf } from '../../support/zips';

/** Uploads a zip as the page does. @returns the path of its page */
async function preview(browser: Browser, zip: Buffer): Promise<string> {
  const answer = await browser.post('/account/imports', zipForm(zip));
  expect(answer.status).to.equal(303);
  return new URL(answer.location ?? '').pathname;
}

/** The names in the fields of a preview, those that are left out in brackets, each with what the page says of it. */
const shownIn = (text: string): string[] =>
  [
    ...text.matchAll(
      /name="add-\d+"[^>]*?(checked)?>\s*<input[^>]*name="name-\d+" value="([^"]*)"[^>]*>\s*<span[^>]*>(.*?)<\/span>\s*<\/li>/gs,
    ),
  ].map(([, isAdded, name, said = '']) => {
    const words = said
      .replace(/<[^>]*>/g, '')
      .replace(/\s+/g, ' ')
      .trim();
    return `${isAdded ? name : `[${name}]`}: ${words}`;
  });

const namesOf = async (browser: Browser) => (await peopleOf(browser)).map(({ name }) => name).sort();

describe('the preview of an import', () => {
  let dataDir: string;
  let app: TestApp;
  let grace: Browser;
  let ada: Buffer;
  let older: Buffer;
  let bea: Buffer;
  let visitors = 0;

  before(async () => {
    dataDir = temporaryFolder();
    app = await startApp({ DATA_DIR: dataDir });
    [ada, older, bea] = await Promise.all([cropFace(ADA_IN_SAMPLE_1), cropFace(ADA_IN_SAMPLE_3), cropFace(BEA)]);
  });
  after(async () => {
    await app.close();
    rmSync(dataDir, { recursive: true, force: true });
  });
  beforeEach(async () => {
    grace = await signIn(app.url, `Grace ${++visitors}`);
  });

  const zipsKept = () => filesBelow(dataDir).filter((file) => file.startsWith('imports'));

  it('shows each name and what would become of each file, and adds nothing before it is started', async () => {
    await addPerson(grace, 'ADA', ada);
    const url = await preview(
      grace,
      zipOf([
        { name: 'Takeout/Google Photos/Ada/1.jpg', bytes: older },
        { name: 'Takeout/Google Photos/Ada/1.jpg.json', bytes: Buffer.from('{}') },
        { name: 'Takeout/Google Photos/Bea/2019/1.jpg', bytes: bea },
        { name: 'Takeout/Google Photos/Cleo/1.jpg', bytes: bea },
        { name: 'Takeout/Google Photos/Cleo/clip.avi', bytes: Buffer.from('a film') },
        { name: 'Takeout/Google Photos/Photos from 2019/IMG_1.jpg', bytes: bea },
      ]),
    );
    const { text } = await grace.get(url);
    expect(shownIn(text)).to.deep.equal([
      'Ada: 1 photo · Adds to ADA',
      'Bea: 1 photo · New person',
      'Cleo: 1 photo · New person',
    ]);
    expect(text).to.include('3 people, 3 photos. Nothing has been added yet.').and.include('1 photo without a name');
    expect(text).to.include('1 file can’t be read').and.include('Cleo/clip.avi').and.include('Passed over: 1 file');
    expect(await namesOf(grace)).to.deep.equal(['ADA']);

    // Bea is renamed, Cleo left out.
    const form = { 'name-0': 'Ada', 'add-0': 'on', 'name-1': 'Beatrice', 'add-1': 'on', 'name-2': 'Cleo', unnamed: '' };
    expect((await grace.post(`${url}/start`, form)).status).to.equal(303);
    const page = await finishedImport(grace, url);
    expect(told(page).map((each) => each.replace(/.*\//, ''))).to.deep.equal(['clip.avi', '1.jpg', '1.jpg']);
    expect(page.text).to.include('3 of 3 files: 2 added, 1 refused').and.include('Left out: 2 photos');
    expect(await namesOf(grace)).to.deep.equal(['ADA', 'Beatrice']);
    expect(zipsKept()).to.deep.equal([]);
    expect((await grace.post(`${url}/start`, form)).location, 'pressed twice').to.equal(`${app.url}${url}`);
    expect((await grace.get(url)).text).to.include('3 of 3 files');
  });

  it('keeps names and choices from page to page, and over a restart', async () => {
    const folders = Array.from({ length: 120 }, (_, i) => `Person of number ${i}`);
    const url = await preview(
      grace,
      zipOf([...folders, 'Zoe'].map((name) => ({ name: `${name}/1.jpg`, bytes: Buffer.from(name) }))),
    );
    const first = await grace.get(url);
    expect(shownIn(first.text)).to.have.length(50);
    const answer = await grace.post(`${url}/names`, { 'name-0': 'Amy', 'add-0': 'on', 'name-1': 'Bob', to: '3' });
    expect(answer.location).to.equal(`${app.url}${url}?page=3`);
    expect(shownIn((await grace.get(`${url}?page=3`)).text).at(-1)).to.equal('Zoe: 1 photo · New person');

    await app.stop();
    app = await startApp({ DATA_DIR: dataDir });
    grace = await signIn(app.url, `Grace ${visitors}`);
    const again = shownIn((await grace.get(url)).text);
    expect(again.slice(0, 3)).to.deep.equal([
      'Amy: 1 photo · New person · Person of number 0 in the zip',
      '[Bob]: 1 photo · New person · Person of number 1 in the zip',
      'Person of number 2: 1 photo · New person',
    ]);
    expect((await grace.get(url)).text).to.include('120 people');
    await grace.post(`${url}/delete`);
  });

  it('says which names can’t be a person’s, and takes an emptied one for left out', async () => {
    const url = await preview(grace, zipOf([{ name: `${'a'.repeat(101)}/1.jpg`, bytes: bea }, { name: 'Bea/1.jpg' }]));
    expect(shownIn((await grace.get(url)).text)[0]).to.include('The name is longer than 100 characters.');
    await grace.post(`${url}/names`, { 'name-0': 'Amy', 'add-0': 'on', 'name-1': ' ', 'add-1': 'on' });
    const rows = shownIn((await grace.get(url)).text);
    expect(rows[0]).to.match(/^Amy: /);
    expect(rows[1]).to.match(/^\[Bea\]: /);
    await grace.post(`${url}/delete`);
  });

  it('offers the names of portraits’ files, but among snapshots only if people choose them', async () => {
    const portraits = await preview(
      grace,
      zipOf([
        { name: 'Ada.jpg', bytes: ada },
        { name: 'Bea_01.jpg', bytes: bea },
      ]),
    );
    expect(shownIn((await grace.get(portraits)).text)).to.deep.equal([
      'Ada: 1 photo · New person · from the files’ names',
      'Bea: 1 photo · New person · from the files’ names',
    ]);
    const snapshots = await preview(
      grace,
      zipOf([
        { name: 'beach.jpg', bytes: ada },
        { name: 'IMG_1.jpg', bytes: bea },
      ]),
    );
    expect(shownIn((await grace.get(snapshots)).text)).to.deep.equal([
      '[beach]: 1 photo · New person · from the files’ names',
    ]);
    // One person on all photos without a name.
    await grace.post(`${snapshots}/start`, { 'name-0': 'beach', unnamed: 'Bea' });
    await finishedImport(grace, snapshots);
    expect(await namesOf(grace)).to.deep.equal(['Bea']);
    await grace.post(`${portraits}/delete`);
  });

  it('says how it read names that don’t say their encoding, and reads them as people choose', async () => {
    const name = encode('Žofie/1.jpg', 'windows1250');
    const url = await preview(grace, zipOf([{ name, utf8: false, bytes: bea }]));
    expect((await grace.get(url)).text).to.match(/<option value="cp437" selected>/);
    await grace.post(`${url}/encoding`, { encoding: 'windows1250' });
    const { text } = await grace.get(url);
    expect(shownIn(text)).to.deep.equal(['Žofie: 1 photo · New person']);
    expect(text).to.match(/<option value="windows1250" selected>/);
    // A form of the names as they were before would name the wrong people.
    await grace.post(`${url}/start`, { 'name-0': 'Äofie', 'add-0': 'on', encoding: 'cp437' });
    expect((await grace.get(url)).text).to.include('Please check them again');
    await grace.post(`${url}/start`, { 'name-0': 'Žofie', 'add-0': 'on', encoding: 'windows1250' });
    await finishedImport(grace, url);
    expect(await namesOf(grace)).to.deep.equal(['Žofie']);
  });

  it('can be discarded', async () => {
    const url = await preview(grace, zipOf([{ name: 'Ada/1.jpg', bytes: ada }]));
    expect((await grace.get('/account')).text).to.include('waits for you to check it');
    expect(zipsKept(), 'the zip and its plan').to.have.length(2);
    const page = await grace.follow(await grace.post(`${url}/delete`));
    expect(page.text).to.include('Zip discarded. Nothing was added.');
    expect(zipsKept()).to.deep.equal([]);
    expect(await namesOf(grace)).to.deep.equal([]);
  });

  it('sums an exported zip up', async () => {
    await addPerson(grace, 'Ada', ada);
    const { bytes: exported } = await grace.get('/account/export');
    const eve = await signIn(app.url, `Eve ${visitors}`);
    const url = await preview(eve, exported);
    const { text } = await eve.get(url);
    expect(text).to.include('exported from FamiliarFaces').and.include('1 person, 1 photo.');
    expect(text).to.match(/<strong dir="auto">Ada<\/strong>\s*<span[^>]*>1 photo · <span dir="auto">New person/);
    expect((await eve.post(`${url}/start`)).status).to.equal(303);
    await finishedImport(eve, url);
    expect(await namesOf(eve)).to.deep.equal(['Ada']);
  });
});
