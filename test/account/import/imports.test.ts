import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import sharp from 'sharp';
import { startApp, type TestApp } from '../../support/app';
import { type Browser, signIn } from '../../support/browser';
import { capture } from '../../support/elements';
import { filesBelow } from '../../support/files';
import { beginImport, finishedImport, importZip, startedForm, told } from '../../support/imports';
import {
  ADA_IN_SAMPLE_1,
  ADA_IN_SAMPLE_3,
  BEA,
  cropFace,
  facelessPhoto,
  photoForm,
  samplePhoto,
} from '../../support/photos';
import { type ZippedFile, zipForm, zipOf } from '../../support/zips';

describe('a zip of photos', () => {
  let app: TestApp;
  let grace: Browser;
  let ada: Buffer;
  let older: Buffer;
  let bea: Buffer;

  before(async () => {
    app = await startApp({ MAX_PHOTO_MB: '1', MAX_IMPORT_MB: '3' });
    [ada, older, bea] = await Promise.all([cropFace(ADA_IN_SAMPLE_1), cropFace(ADA_IN_SAMPLE_3), cropFace(BEA)]);
  });
  after(() => app.close());
  let visitors = 0;
  beforeEach(async () => {
    grace = await signIn(app.url, `Grace ${++visitors}`);
  });

  const zipsKept = () =>
    filesBelow(app.dataDir).filter((file) => file.startsWith('imports') || file.startsWith('incoming'));
  const people = async (browser = grace) => {
    const { text } = await browser.get('/');
    return [
      ...text.matchAll(/<span class="person-name[^>]*>(.*?)<\/span>\s*<span class="person-count">(.*?)<\/span>/gs),
    ].map(([, name, count]) => `${name}: ${count}`);
  };
  const two = () =>
    zipOf([
      { name: 'Ada/1.jpg', bytes: ada },
      { name: 'Bea/1.jpg', bytes: bea, deflated: true },
    ]);

  it('adds the people of its folders, and reports the outcome of each file', async () => {
    const page = await importZip(
      grace,
      zipOf([
        { name: 'Family/' },
        { name: 'Family/Ada/' },
        { name: 'Family/Ada/1.jpg', bytes: ada },
        { name: 'Family/Ada/older/2.jpg', bytes: older },
        { name: 'Family/Bea/1.jpg', bytes: bea },
        { name: 'Family/Bea/meadow.jpg', bytes: await facelessPhoto() },
        { name: 'Family/Cleo/group.jpg', bytes: samplePhoto(1) },
        { name: 'Family/Cleo/notes.txt', bytes: Buffer.from('not a photo') },
        { name: 'Family/list.txt', bytes: Buffer.from('Ada, Bea, Cleo') },
        { name: '__MACOSX/Family/Ada/._1.jpg', bytes: Buffer.from('of macOS') },
      ]),
    );
    expect(page.text).to.include('>Import finished<').and.include('5 of 5 files: 3 added, 1 question, 1 refused');
    expect(page.text).to.include('Passed over: 3 files');
    expect(told(page)).to.deep.equal([
      'Refused Bea/meadow.jpg',
      'Question Cleo/group.jpg',
      'Added Ada/1.jpg',
      'Added Ada/older/2.jpg',
      'Added Bea/1.jpg',
    ]);
    for (const reason of ['No face was found', 'Which one is Cleo?']) expect(page.text).to.include(reason);
    expect(await people()).to.deep.equal(['Ada: 2 photos', 'Bea: 1 photo']);
    expect(zipsKept(), 'the zip goes when it is done').to.deep.equal([]);
  });

  it('leads from a file that became a draft to its question', async () => {
    const page = await importZip(grace, zipOf([{ name: 'Cleo/group.jpg', bytes: samplePhoto(1) }]));
    const draft = capture(page.text, /<a href="(\/drafts\/[a-z0-9]{16})" aria-label="Answer, Cleo\/group.jpg"/);
    const question = await grace.get(draft);
    expect(question.status).to.equal(200);
    expect(question.text).to.include('Which face is Cleo?');
  });

  it('adds nothing twice', async () => {
    await importZip(grace, two());
    const again = await importZip(grace, two());
    expect(told(again)).to.deep.equal(['Already added Ada/1.jpg', 'Already added Bea/1.jpg']);
    expect(again.text).to.include('This is already one of Ada’s photos.');
    expect(await people()).to.deep.equal(['Ada: 1 photo', 'Bea: 1 photo']);
  });

  it('refuses each file that doesn’t belong in a zip of photos, and adds the others', async () => {
    const bad: ZippedFile[] = [
      { name: '../../Ada/1.jpg', bytes: ada },
      { name: '/Ada/2.jpg', bytes: ada },
      { name: '..\\Ada\\3.jpg', bytes: ada },
      { name: 'Ada/4.jpg', bytes: Buffer.from('/etc/passwd'), mode: 0o120777 },
      { name: 'Ada/5.jpg', bytes: ada, flags: 1 },
      { name: 'Ada/6.jpg', bytes: ada, method: 14 },
      { name: 'Ada/7.jpg', bytes: ada, crc: 7 },
      { name: 'Ada/8.jpg', bytes: Buffer.alloc(1_000_001), deflated: true },
      { name: 'Ada/9.jpg', bytes: Buffer.alloc(400_000), deflated: true, size: 1000 },
      { name: 'Ada\0/10.jpg', bytes: ada },
      { name: `${'a'.repeat(101)}/11.jpg`, bytes: ada },
      { name: '\u200b/12.jpg', bytes: ada },
    ];
    const page = await importZip(
      grace,
      zipOf([...bad, { name: 'Bea/1.jpg', bytes: bea }, { name: 'Bea/1.jpg', bytes: ada }]),
    );
    const outcomes = told(page);
    expect(outcomes.filter((each) => each.startsWith('Refused'))).to.have.length(bad.length + 1);
    expect(outcomes.at(-1)).to.equal('Added Bea/1.jpg');
    const reasons = [
      'points outside the zip',
      'a link to another file',
      'password-protected',
      'compression method',
      'damaged inside the zip',
      'larger than 1 MB',
    ];
    for (const reason of [
      ...reasons,
      'isn’t allowed',
      'longer than 100 characters',
      'Please enter a name',
      'Another file in the zip has the same name',
    ]) {
      expect(page.text, reason).to.include(reason);
    }
    expect(await people()).to.deep.equal(['Bea: 1 photo']);
    expect(existsSync(path.join(app.dataDir, '..', 'Ada'))).to.equal(false);
  });

  describe('that can’t be imported', () => {
    const refused: Array<[string, () => FormData, number, string]> = [
      ['no file', () => new FormData(), 400, 'Please choose a zip file.'],
      [
        'what is no zip',
        () => zipForm(Buffer.from('%PDF')),
        422,
        'The file isn’t a zip, or it’s incomplete, damaged, or password-protected.',
      ],
      [
        'half a zip',
        () => zipForm(two().subarray(0, -100)),
        422,
        'The file isn’t a zip, or it’s incomplete, damaged, or password-protected.',
      ],
      [
        'a zip without a photo',
        () => zipForm(zipOf([{ name: 'Ada/' }, { name: '.DS_Store' }])),
        422,
        'The zip contains no photos.',
      ],
      ['too large a zip', () => zipForm(Buffer.alloc(3_000_001)), 413, 'The zip is larger than 3 MB.'],
      ['far too large a zip', () => zipForm(Buffer.alloc(30_000_000)), 413, 'The zip is larger than 3 MB.'],
      ['two zips', () => twoZips(two()), 400, 'Please choose one zip at a time.'],
      [
        'a people.json that is damaged',
        () => zipForm(zipOf([{ name: 'people.json', bytes: Buffer.from('{"format":') }])),
        422,
        'The people.json file in the zip is damaged.',
      ],
      [
        'a people.json of another kind',
        () => zipForm(withPeople([])),
        422,
        'The people.json file in the zip is damaged.',
      ],
      ['a people.json of 100 MB', () => zipForm(withLargePeople()), 422, 'The people.json file in the zip is damaged.'],
      [
        'a newer people.json',
        () => zipForm(withPeople({ format: 'familiar-faces', version: 2 })),
        422,
        'made by a newer version',
      ],
    ];
    for (const [what, form, status, sentence] of refused) {
      it(`refuses ${what} with ${status} and a sentence in the form, and stores nothing`, async () => {
        const answer = await grace.post('/account/imports', form());
        expect(answer.status).to.equal(status);
        expect(answer.text).to.include(sentence).and.include('>My data<').and.include('id="fault-import"');
        expect(zipsKept()).to.deep.equal([]);
        expect((await grace.get('/account')).text).not.to.include('Imports in the last week');
      });
    }

    it('answers a program with JSON', async () => {
      const answer = await grace.post('/account/imports', zipForm(Buffer.from('%PDF')), { Accept: 'application/json' });
      expect(answer.status).to.equal(422);
      expect(JSON.parse(answer.text).error).to.include({ id: 'zip_unreadable' });
    });
  });

  it('sends whoever is signed out to sign in', async () => {
    const stranger = new (grace.constructor as typeof Browser)(app.url);
    expect((await stranger.get('/account')).location).to.equal(`${app.url}/login?returnTo=%2Faccount`);
    expect((await stranger.post('/account/imports', zipForm(two()))).location).to.equal(`${app.url}/login`);
    expect(zipsKept()).to.deep.equal([]);
  });

  it('pauses when photos can’t be stored, says so, and goes on where it was when asked to', async () => {
    const [folder] = readdirSync(path.join(app.dataDir, 'uploads'));
    expect(folder).to.match(/^[0-9a-f]{32}$/);
    const file = path.join(app.dataDir, 'uploads', await folderOf(app, grace));
    writeFileSync(file, 'in the way');
    const path1 = await beginImport(grace, two());
    const page = await finishedImport(grace, path1);
    expect(page.text).to.include('Import stopped').and.include('The import stopped because of an error in the app.');
    expect(zipsKept(), 'the zip is kept, with its plan').to.have.length(2);
    rmSync(file);
    expect((await grace.post(`${path1}/resume`)).location).to.equal(`${app.url}${path1}`);
    expect(told(await finishedImport(grace, path1))).to.deep.equal(['Added Ada/1.jpg', 'Added Bea/1.jpg']);
    expect(zipsKept()).to.deep.equal([]);
  });

  it('can be stopped and deleted with its list; what it added stays', async () => {
    const first = await beginImport(grace, two());
    await finishedImport(grace, first);
    const answer = await grace.follow(await grace.post(`${first}/delete`));
    expect(answer.text).to.include('Import deleted. The photos it added stay.');
    expect((await grace.get(first)).status).to.equal(404);
    expect((await grace.post(`${first}/delete`)).status).to.equal(404);
    expect(await people()).to.deep.equal(['Ada: 1 photo', 'Bea: 1 photo']);

    const running = await beginImport(
      grace,
      zipOf(Array.from({ length: 20 }, (_, i) => ({ name: `Cleo/${i}.jpg`, bytes: samplePhoto(1) }))),
    );
    expect((await grace.post(`${running}/delete`)).status).to.equal(303);
    expect((await grace.get(running)).status).to.equal(404);
    expect(zipsKept()).to.deep.equal([]);
  });

  it('is refused before it is received while the same user has other imports in progress', async () => {
    const file = path.join(app.dataDir, 'uploads', await folderOf(app, grace));
    writeFileSync(file, 'in the way');
    for (let i = 0; i < 3; i++) await importZip(grace, two());
    const answer = await grace.post('/account/imports', startedForm(two()));
    expect(answer.status).to.equal(409);
    expect(answer.text).to.include('You have other imports in progress.');
    rmSync(file);
    const imports = [...(await grace.get('/account')).text.matchAll(/href="(\/account\/imports\/[a-z0-9]+)"/g)].map(
      ([, url]) => url,
    );
    expect(imports).to.have.length(3);
    for (const url of imports) await grace.post(`${url}/delete`);
    expect(zipsKept()).to.deep.equal([]);
  });

  it('is refused, too, when other imports of the same user arrived at the same time, and isn’t kept', async () => {
    const file = path.join(app.dataDir, 'uploads', await folderOf(app, grace));
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, 'in the way'); // so no import ever finishes
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => grace.post('/account/imports', startedForm(two()))),
    );
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([303, 303, 303, 409, 409, 409]);
    expect(zipsKept(), 'three zips, each with its plan').to.have.length(6);
    for (const { location } of answers.filter(({ status }) => status === 303))
      await grace.post(`${new URL(String(location)).pathname}/delete`);
    rmSync(file);
    expect(zipsKept()).to.deep.equal([]);
  });
});

describe('a zip of photos, while the engine’s queue is full', () => {
  it('waits its turn and loses no photo', async () => {
    const app = await startApp({ RECOGNITION_QUEUE: '1' });
    try {
      const grace = await signIn(app.url, 'Grace');
      const photos = await Promise.all([ADA_IN_SAMPLE_1, ADA_IN_SAMPLE_3].map((place) => cropFace(place)));
      const slow = await sharp(samplePhoto(5)).resize({ width: 8000 }).jpeg().toBuffer();
      const others = await Promise.all(['Ada', 'Bea', 'Cleo', 'Dora'].map((name) => signIn(app.url, name)));
      const recognitions = others.map((other) => other.post('/recognition', photoForm([['group.jpg', slow]])));
      expect((await Promise.race(recognitions)).status, 'one is worked on, one waits, and no other').to.equal(503);
      const path = await beginImport(grace, zipOf(photos.map((bytes, i) => ({ name: `Ada/${i}.jpg`, bytes }))));
      await Promise.all(recognitions);
      expect(told(await finishedImport(grace, path))).to.deep.equal(['Added Ada/0.jpg', 'Added Ada/1.jpg']);
    } finally {
      await app.close();
    }
  });
});

const withPeople = (content: unknown) =>
  zipOf([{ name: 'Family/people.json', bytes: Buffer.from(JSON.stringify(content)) }, { name: 'Family/Ada/1.jpg' }]);
const withLargePeople = () => zipOf([{ name: 'people.json', bytes: Buffer.alloc(100_000_000, ' '), deflated: true }]);

async function folderOf({ services }: TestApp, browser: Browser): Promise<string> {
  const name =
    /<span class="text-truncate" dir="auto"[^>]*>(.*?)<\/span>/.exec((await browser.get('/account')).text)?.[1] ?? '';
  const { folder } = await services.catalog
    .selectFrom('galleries')
    .innerJoin('users', 'users.id', 'ownerId')
    .select('folder')
    .where('displayName', '=', name)
    .executeTakeFirstOrThrow();
  return folder;
}

function twoZips(zip: Buffer): FormData {
  const form = zipForm(zip);
  form.append('file', new Blob([new Uint8Array(zip)]), 'b.zip');
  return form;
}
