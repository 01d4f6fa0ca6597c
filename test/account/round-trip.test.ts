import { readdirSync, unlinkSync } from 'node:fs';
import { open, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { ZipFile } from '../../src/account/import/zip-file';
import { distanceOf, fromBytes } from '../../src/catalog/descriptors';
import { photoTooLarge } from '../../src/errors';
import { changeGallery } from '../../src/gallery/gallery-changes';
import { ignoreFace } from '../../src/gallery/ignored-faces';
import { confirmFace, rejectFace } from '../../src/gallery/verdicts';
import { startApp, type TestApp } from '../support/app';
import { until } from '../support/app-process';
import { type Browser, signIn } from '../support/browser';
import { NETWORK, strangers } from '../support/descriptors';
import { elementAt, firstOf, onlyOf } from '../support/elements';
import { holdingsOf } from '../support/holdings';
import { addPerson, importZip, told } from '../support/imports';
import { galleryOf } from '../support/people';
import { ADA_IN_SAMPLE_1, ADA_IN_SAMPLE_3, BEA, CLEO, cropFace, photoForm, samplePhoto } from '../support/photos';
import { type ZippedFile, zipOf } from '../support/zips';

// biome-ignore lint/suspicious/noExplicitAny: a people.json may say anything
type Said = any;

const someone = strangers(12);
const DAY_MS = 24 * 60 * 60 * 1000;

describe('everything, downloaded and uploaded again', () => {
  let here: TestApp;
  let there: TestApp;
  let grace: Browser;
  let download: Buffer;
  const opened: ZipFile[] = [];

  const unzip = async (bytes: Buffer) => {
    const file = path.join(here.dataDir, 'incoming', 'test.zip');
    await writeFile(file, bytes);
    const zip = await ZipFile.read(await open(file, 'r'), 1e9);
    opened.push(zip);
    const read = (name: string) =>
      zip.unpack(onlyOf(zip.entries.filter((entry) => entry.name === name)), 1e9, () => photoTooLarge(1));
    return { names: zip.entries.map(({ name }) => name), read, said: JSON.parse(String(await read('people.json'))) };
  };
  const exported = async (browser: Browser) => (await browser.get('/account/export')).bytes;

  before(async () => {
    [here, there] = await Promise.all([startApp(), startApp()]);
    grace = await signIn(here.url, 'Grace Hopper');
    await addPerson(grace, 'Ada', await cropFace(ADA_IN_SAMPLE_1), await cropFace(ADA_IN_SAMPLE_3));
    await addPerson(grace, 'Bea / Žofie', await cropFace(BEA));
    await addPerson(grace, 'bea : žofie', await cropFace(CLEO));
    await addPerson(grace, 'Ada', samplePhoto(3)); // becomes a draft
    await grace.post('/recognition', photoForm([['group.jpg', samplePhoto(1)]]));
    await makeItTheirOwn(here);
    download = await exported(grace);
  });
  after(async () => {
    for (const zip of opened) await zip.close();
    await Promise.all([here.close(), there.close()]);
  });

  it('has a folder for each person, with their photos under names that any system accepts', async () => {
    const { names, said } = await unzip(download);
    const folders = said.people.map(({ folder }: { folder: string }) => folder);
    expect(folders).to.deep.equal(['Ada', 'Bea - Žofie', 'bea - žofie 2']);
    const [result, waiting] = [said.recognitions[0].file, said.waiting[0].file];
    expect(result).to.match(/^recognitions\/\d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d\.jpg$/);
    const photos = [
      'Ada/Ada 1.jpg',
      'Ada/Ada 2.jpg',
      'Bea - Žofie/Bea - Žofie 1.jpg',
      'bea - žofie 2/bea - žofie 2 1.jpg',
    ];
    expect(names).to.deep.equal([...photos, result, waiting, 'people.json']);
  });

  it('is the same in another app, bit for bit, and people are recognized there at once', async () => {
    const ada = await signIn(there.url, 'Ada Lovelace');
    const page = await importZip(ada, download);
    expect(page.text).to.include('6 of 6 files: 5 added, 1 question');
    expect(await holdingsOf(there, 'Ada Lovelace')).to.deep.equal(await holdingsOf(here, 'Grace Hopper'));
    const result = await ada.follow(await ada.post('/recognition', photoForm([['group.jpg', samplePhoto(1)]])));
    for (const name of ['Ada', 'Bea / Žofie', 'bea : žofie']) expect(result.text).to.include(name);
  });

  it('adds nothing twice, neither there nor where it comes from', async () => {
    for (const [app, browser, name] of [
      [here, grace, 'Grace Hopper'],
      [there, await signIn(there.url, 'Ada Lovelace'), 'Ada Lovelace'],
    ] as const) {
      const before = await holdingsOf(app, name);
      const page = await importZip(browser, download);
      expect(page.text).to.include('6 of 6 files: 6 already added');
      expect(await holdingsOf(app, name)).to.deep.equal(before);
    }
  });

  it('can be imported after macOS has unpacked and packed it again', async () => {
    const { names, read } = await unzip(download);
    const packed = await Promise.all(
      names.map(async (name) => ({
        name: Buffer.from(`Downloads/${name}`.normalize('NFD')),
        utf8: false,
        bytes: await read(name),
      })),
    );
    await importZip(
      await signIn(there.url, 'Mac'),
      zipOf([...packed, { name: '__MACOSX/Downloads/._people.json', bytes: Buffer.from('{}') }]),
    );
    expect(await holdingsOf(there, 'Mac')).to.deep.equal(await holdingsOf(here, 'Grace Hopper'));
  });

  it('joins what is there: one’s own cover, preferences and dates stay', async () => {
    const eve = await signIn(there.url, 'Eve');
    await addPerson(eve, 'ADA', await cropFace(ADA_IN_SAMPLE_1));
    const gallery = await galleryOf(there, 'Eve');
    const { catalog, preferences } = there.services;
    await preferences.save(gallery, { strictness: 0.42 });
    const { id } = await catalog
      .selectFrom('photos')
      .select('id')
      .where('galleryId', '=', gallery.id)
      .executeTakeFirstOrThrow();
    await catalog.updateTable('people').set({ coverPhotoId: id }).where('galleryId', '=', gallery.id).execute();
    const page = await importZip(eve, download);
    expect(told(page)).to.include('Already added Ada/Ada 1.jpg').and.include('Added Ada/Ada 2.jpg');
    expect(await galleryOf(there, 'Eve')).to.include({ strictness: 0.42, retention: 72 });
    const ada = await catalog
      .selectFrom('people')
      .selectAll()
      .where('galleryId', '=', gallery.id)
      .where('nameKey', '=', 'ada')
      .executeTakeFirstOrThrow();
    expect(ada.name).to.equal('ADA');
    expect(ada.coverPhotoId).to.equal(id);
    expect(ada.createdAt, 'known since').to.be.below(Date.now() - DAY_MS);
  });

  describe('after it was edited', () => {
    let visitors = 0;
    const changed = async (change: (said: Said) => void, extra: ZippedFile[] = []) => {
      const { names, read, said } = await unzip(download);
      change(said);
      const files = await Promise.all(names.slice(0, -1).map(async (name) => ({ name, bytes: await read(name) })));
      const name = `Visitor ${++visitors}`;
      const page = await importZip(
        await signIn(there.url, name),
        zipOf([...files, { name: 'people.json', bytes: Buffer.from(JSON.stringify(said)) }, ...extra]),
      );
      return { page, name };
    };
    const ADA_1 = 'Ada/Ada 1.jpg';

    it('refuses a photo with an impossible description, and adds the others', async () => {
      const { page } = await changed(({ people }) => people[0].photos[0].face.descriptor.pop());
      expect(told(page)).to.include(`Refused ${ADA_1}`);
      expect(page.text)
        .to.include('Its entry in people.json is invalid.')
        .and.include('6 of 6 files: 4 added, 1 question, 1 refused');
    });

    it('skips an impossible verdict, preference or person', async () => {
      const { page, name } = await changed((said) => {
        said.people[0].verdicts[0].descriptor = [];
        said.people.push(null, { name: 7 }, { name: 'Nobody' });
        said.preferences = { matchSure: 'all', keepHours: -1 };
      });
      expect(page.text).to.include('6 of 6 files: 5 added, 1 question');
      const held = (await holdingsOf(there, name)) as { people: Array<{ verdicts: unknown[] }>; preferences: object };
      expect(firstOf(held.people).verdicts).to.have.length(1);
      expect(held.preferences).to.deep.equal({ strictness: null, retention: null });
    });

    it('skips an impossible ignored face, and reads a zip from before there were any', async () => {
      const { name } = await changed((said) => {
        said.ignored[0].descriptor = [];
      });
      expect((await holdingsOf(there, name)) as object)
        .to.have.property('ignored')
        .with.length(1);
      const { page, name: other } = await changed((said) => {
        delete said.ignored;
      });
      expect(page.text).to.include('6 of 6 files: 5 added, 1 question');
      expect((await holdingsOf(there, other)) as object)
        .to.have.property('ignored')
        .with.length(0);
    });

    it('checks a name as if it had been typed', async () => {
      const { page, name } = await changed(({ people }) => Object.assign(people[0], { name: `  A${'a'.repeat(101)}` }));
      expect(page.text).to.include('The name is longer than 100 characters.');
      expect(((await holdingsOf(there, name)) as { people: object[] }).people).to.have.length(2);
    });

    it('describes a face again when its picture has another size or its descriptor can’t be read', async () => {
      const { page, name } = await changed(({ people: [ada, bea] }) => {
        const { face, ...photo } = ada.photos[0];
        const twice = (value: number) => 2 * value;
        Object.assign(ada.photos[0], { width: twice(photo.width), height: twice(photo.height) });
        for (const side of ['left', 'top', 'width', 'height']) face.box[side] = twice(face.box[side]);
        bea.photos[0].face.descriptor = null;
      });
      expect(page.text).to.include('6 of 6 files: 5 added, 1 question');
      const faces = await facesOf(there, name);
      const original = await facesOf(here, 'Grace Hopper');
      for (const [i, face] of faces.entries())
        expect(distanceOf(face, elementAt(original, i)), `face ${i}`).to.be.below(0.2);
      expect(distanceOf(firstOf(faces), firstOf(original))).to.be.above(0);
    });

    it('describes a face again that another network described, and never compares what was said of such faces', async () => {
      const network = 'foreign.net:0128:00112233';
      const { page, name } = await changed(({ people: [ada], ignored }) => {
        for (const each of [ada.photos[0].face, ada.verdicts[0], ignored[0]]) each.network = network;
      });
      expect(page.text).to.include('6 of 6 files: 5 added, 1 question');
      const { catalog } = there.services;
      const gallery = await galleryOf(there, name);
      const networksOf = async (table: 'verdicts' | 'ignoredFaces') =>
        (await catalog.selectFrom(table).select('network').where('galleryId', '=', gallery.id).execute()).map(
          (row) => row.network,
        );
      const made = await catalog
        .selectFrom('faces')
        .innerJoin('photos', 'photos.id', 'photoId')
        .select('network')
        .where('galleryId', '=', gallery.id)
        .execute();
      expect(made.map((row) => row.network)).to.deep.equal(made.map(() => NETWORK));
      expect(await networksOf('verdicts')).to.include.members([network, NETWORK]);
      expect(await networksOf('ignoredFaces')).to.have.members([network, NETWORK]);
      expect(distanceOf(firstOf(await facesOf(there, name)), firstOf(await facesOf(here, 'Grace Hopper')))).to.be.below(
        0.2,
      );
    });

    it('refuses a face that has to be found again and isn’t where people.json says', async () => {
      const { page } = await changed(({ people: [ada] }) => {
        ada.photos[0].face.descriptor = null;
        Object.assign(ada.photos[0].face.box, { left: 0, top: 0, width: 20, height: 20 });
      });
      expect(told(page)).to.include(`Refused ${ADA_1}`);
      expect(page.text).to.include('No face was found where the file says one is.');
    });

    it('names the photos that are missing in the zip, and the results that have expired', async () => {
      const { page } = await changed(({ people, recognitions }) => {
        people[0].photos.push({ ...people[0].photos[0], file: 'Ada/Ada 3.jpg' });
        recognitions[0].expiresAt = new Date(Date.now() - 1).toISOString();
      });
      expect(told(page)).to.include('Refused Ada/Ada 3.jpg');
      expect(page.text)
        .to.include('listed in people.json but missing from the zip')
        .and.include('It has expired since it was exported.');
    });

    it('adds photos that somebody put into a folder, as that person’s', async () => {
      const { page, name } = await changed(() => {}, [
        { name: 'bea - žofie 2/new.jpg', bytes: await cropFace(ADA_IN_SAMPLE_3, 0.3) },
        { name: 'recognitions/new.jpg', bytes: samplePhoto(1) },
      ]);
      expect(told(page)).to.include('Refused recognitions/new.jpg');
      expect(page.text).to.include('It looks more like Ada than bea : žofie.');
      expect(((await holdingsOf(there, name)) as { people: object[] }).people).to.have.length(3);
    });
  });

  it('leaves out a photo whose file is gone, and names it', async () => {
    const eve = await signIn(here.url, 'Eve');
    await addPerson(eve, 'Ada', await cropFace(ADA_IN_SAMPLE_1), await cropFace(ADA_IN_SAMPLE_3));
    const gallery = await galleryOf(here, 'Eve');
    const photo = await here.services.catalog
      .selectFrom('photos')
      .select('path')
      .where('galleryId', '=', gallery.id)
      .orderBy('createdAt')
      .executeTakeFirstOrThrow();
    unlinkSync(path.join(here.dataDir, 'uploads', photo.path));
    const { names, said } = await unzip(await exported(eve));
    expect(names).to.deep.equal(['Ada/Ada 2.jpg', 'people.json']);
    expect(
      said.people[0].photos.map(({ file, isMissing }: { file: string; isMissing?: boolean }) => [file, isMissing]),
    ).to.deep.equal([
      ['Ada/Ada 1.jpg', true],
      ['Ada/Ada 2.jpg', undefined],
    ]);
  });

  it('keeps a photo that was quarantined at a restart, and describes it again where it is imported', async () => {
    const first = await startApp();
    await addPerson(await signIn(first.url, 'Ida'), 'Ada', await cropFace(ADA_IN_SAMPLE_1));
    const original = await facesOf(first, 'Ida');
    await first.services.catalog
      .updateTable('faces')
      .set({ descriptor: new Uint8Array(3) })
      .execute();
    await first.services.catalog.updateTable('photos').set({ quarantined: 'its descriptor is damaged' }).execute();
    await first.stop();
    const second = await startApp({ DATA_DIR: first.dataDir });
    try {
      await importZip(await signIn(there.url, 'Ida'), await exported(await signIn(second.url, 'Ida')));
      const restored = firstOf(await facesOf(there, 'Ida'));
      expect(distanceOf(restored, firstOf(original))).to.be.below(0.2);
    } finally {
      await second.close();
    }
  });

  it('ends when its client leaves, and leaves nothing', async () => {
    const signal = new AbortController();
    const cookie = [...grace.cookies()].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(`${here.url}/account/export`, { headers: { Cookie: cookie }, signal: signal.signal });
    await answer.body?.getReader().read();
    signal.abort();
    // Its temporary files are removed as soon as the answer is over, however it ends.
    const isTidy = () => readdirSync(path.join(here.dataDir, 'incoming')).every((name) => name === 'test.zip');
    await until(isTidy);
    expect((await grace.get('/account/export')).bytes.length).to.be.above(100_000);
    const head = await grace.request('HEAD', '/account/export', { headers: {} });
    expect(head.status).to.equal(200);
    await until(isTidy);
  });
});

async function facesOf({ services }: TestApp, name: string): Promise<Float32Array[]> {
  const rows = await services.catalog
    .selectFrom('faces')
    .innerJoin('photos', 'photos.id', 'photoId')
    .innerJoin('galleries', 'galleries.id', 'photos.galleryId')
    .innerJoin('users', 'users.id', 'ownerId')
    .select('descriptor')
    .where('displayName', '=', name)
    .orderBy('photos.createdAt')
    .execute();
  return rows.map(({ descriptor }) => fromBytes(descriptor, NETWORK) ?? new Float32Array());
}

/** Sets what a user can set, and moves every date into the past, so that a restored date differs from a new one. */
async function makeItTheirOwn(app: TestApp): Promise<void> {
  const { catalog, preferences } = app.services;
  const gallery = await galleryOf(app, 'Grace Hopper');
  await preferences.save(gallery, { strictness: 0.47, retention: 72 });
  const people = await catalog
    .selectFrom('people')
    .select(['id', 'createdAt'])
    .where('galleryId', '=', gallery.id)
    .orderBy('id')
    .execute();
  const photos = await catalog
    .selectFrom('photos')
    .select(['id', 'personId', 'createdAt', 'pictureHash'])
    .where('galleryId', '=', gallery.id)
    .orderBy('id')
    .execute();
  for (const [i, { id, createdAt }] of people.entries())
    await catalog
      .updateTable('people')
      .set({ createdAt: createdAt - (i + 3) * DAY_MS })
      .where('id', '=', id)
      .execute();
  for (const [i, { id, createdAt }] of photos.entries())
    await catalog
      .updateTable('photos')
      .set({ createdAt: createdAt - DAY_MS + i })
      .where('id', '=', id)
      .execute();
  await catalog
    .updateTable('people')
    .set({ coverPhotoId: elementAt(photos, 1).id })
    .where('id', '=', firstOf(people).id)
    .execute();
  const faces = await catalog.selectFrom('recognizedFaces').selectAll().orderBy('position').execute();
  const seen = faces.map(({ descriptor }, i) => ({
    pictureHash: firstOf(photos).pictureHash,
    place: { left: i / 4, top: 0.1, width: 0.2, height: 0.3 },
    descriptor: new Float32Array(descriptor.slice().buffer),
    network: NETWORK,
  }));

  const [ada, bea] = [firstOf(people).id, elementAt(people, 1).id];
  await changeGallery(catalog, gallery.id, async (trx, touch) => {
    touch(ada, bea);
    await confirmFace(trx, gallery.id, firstOf(seen), ada, Date.now() - 2 * DAY_MS);
    await rejectFace(trx, gallery.id, elementAt(seen, 1), ada, Date.now() - DAY_MS);
    await rejectFace(trx, gallery.id, { ...elementAt(seen, 2), pictureHash: null }, bea, Date.now() - DAY_MS / 2);
  });
  const said = { recognitionId: firstOf(faces).recognitionId, faceNumber: 2 };
  for (const [i, isFace] of [true, false].entries()) {
    const face = { ...elementAt(seen, i), descriptor: someone() };
    await ignoreFace(catalog, gallery.id, { ...said, face, isFace, createdAt: Date.now() - (isFace ? 2 : 1) * DAY_MS });
  }
}
