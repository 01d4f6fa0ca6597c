import { expect } from 'chai';
import sharp from 'sharp';
import { distanceOf, fromBytes } from '../../src/catalog/descriptors';
import type { TestApp } from '../support/app';
import { type Browser, signIn } from '../support/browser';
import { NETWORK } from '../support/descriptors';
import { firstOf, onlyOf } from '../support/elements';
import { addPerson, importZip, told } from '../support/imports';
import { faceRecord, manifestText, personText, pictureRecord, zipWithManifest } from '../support/manifests';
import { galleryOf } from '../support/people';
import { ADA_IN_SAMPLE_1, BEA, cropFace, facelessPhoto } from '../support/photos';
import { setUpApp } from '../support/set-up-app';
import { zipForm } from '../support/zips';

const NOT_THERE = 'No face was found where the file says one is.';
const INVALID = 'Its entry in people.json is invalid.';
const LATER = '2099-01-01T00:00:00.000Z';
const DAY_MS = 24 * 60 * 60 * 1000;

describe('what an imported zip says of faces', () => {
  let app: TestApp;
  let grace: Browser;
  let bea: Buffer;
  let faceless: Buffer;
  let visitors = 0;
  setUpApp(['Grace'], async (...started) => {
    [app, grace] = started;
    await addPerson(grace, 'Eve', await cropFace(ADA_IN_SAMPLE_1));
    await addPerson(grace, 'Bea', await cropFace(BEA));
    [bea, faceless] = [await cropFace(BEA), await facelessPhoto()];
  });

  /** The faces that a user's photos have in the catalog. */
  async function facesOf(user: string) {
    const gallery = await galleryOf(app, user);
    const rows = await app.services.catalog
      .selectFrom('faces')
      .innerJoin('photos', 'photos.id', 'photoId')
      .innerJoin('people', 'people.id', 'personId')
      .selectAll('faces')
      .select('name')
      .where('people.galleryId', '=', gallery.id)
      .execute();
    return rows.map(({ descriptor, left, top, width, height, name }) => ({
      name,
      box: { left, top, width, height },
      descriptor: fromBytes(descriptor, NETWORK) ?? new Float32Array(),
    }));
  }
  const graces = async (name: string) => onlyOf((await facesOf('Grace')).filter((each) => each.name === name));
  const sizeOf = async (photo: Buffer) => {
    const { width, height } = await sharp(photo).metadata();
    return [width, height] as const;
  };
  const visitor = async () => {
    const name = `Visitor ${++visitors}`;
    return { name, browser: await signIn(app.url, name) };
  };
  type Face = ReturnType<typeof faceRecord>;
  const withPhoto = async (photo: Buffer, face: Face) =>
    zipWithManifest(
      manifestText({
        people: `[${personText('Ada', {
          photos: JSON.stringify([{ ...pictureRecord('Ada/1.jpg', ...(await sizeOf(photo))), sourceHash: null, face }]),
        })}]`,
      }),
      [{ name: 'Ada/1.jpg', bytes: photo }],
    );
  const withResult = async (photo: Buffer, faces: Face[], expiresAt = LATER) =>
    zipWithManifest(
      manifestText({
        recognitions: JSON.stringify([
          { ...pictureRecord('recognitions/1.jpg', ...(await sizeOf(photo))), expiresAt, faces },
        ]),
      }),
      [{ name: 'recognitions/1.jpg', bytes: photo }],
    );
  const withDraft = async (photo: Buffer, faces: Face[], fileName = 'a.jpg') =>
    zipWithManifest(
      manifestText({
        waiting: JSON.stringify([
          {
            ...pictureRecord('waiting/1.jpg', ...(await sizeOf(photo))),
            name: 'Ada',
            fileName,
            sourceHash: null,
            faces,
          },
        ]),
      }),
      [{ name: 'waiting/1.jpg', bytes: photo }],
    );

  it('abuse 100: is refused where the engine finds no face', async () => {
    const eve = await graces('Eve');
    const face = faceRecord({ left: 10, top: 10, width: 60, height: 60 }, eve.descriptor);
    for (const zip of [
      await withPhoto(faceless, face),
      await withResult(faceless, [face]),
      await withDraft(faceless, [face]),
    ]) {
      const { name, browser } = await visitor();
      const page = await importZip(browser, zip);
      expect(firstOf(told(page))).to.match(/^Refused/);
      expect(page.text).to.include(NOT_THERE);
      expect(await facesOf(name)).to.deep.equal([]);
    }
  });

  it('abuse 100: is replaced by what the engine finds where it is somebody else’s face', async () => {
    const [eve, truth] = [await graces('Eve'), await graces('Bea')];
    const { name, browser } = await visitor();
    await importZip(browser, await withPhoto(bea, faceRecord(truth.box, eve.descriptor)));
    const stored = onlyOf(await facesOf(name));
    expect(distanceOf(stored.descriptor, truth.descriptor)).to.be.below(0.2);

    const { name: other, browser: another } = await visitor();
    const many = Array.from({ length: 300 }, () => faceRecord(truth.box, eve.descriptor));
    await importZip(another, await withResult(bea, many));
    const gallery = await galleryOf(app, other);
    const rows = await app.services.catalog
      .selectFrom('recognizedFaces')
      .innerJoin('recognitions', 'recognitions.id', 'recognitionId')
      .select('descriptor')
      .where('galleryId', '=', gallery.id)
      .execute();
    expect(distanceOf(fromBytes(onlyOf(rows).descriptor, NETWORK) ?? new Float32Array(), truth.descriptor)).to.be.below(
      0.2,
    );
  });

  it('abuse 100: is refused where its figures are none of a face', async () => {
    const { box, descriptor } = await graces('Bea');
    for (const face of [
      faceRecord(
        box,
        descriptor.map((value, i) => (i === 7 ? 100 : value)),
      ),
      faceRecord(
        box,
        descriptor.map((value, i) => (i === 7 ? -1.01 : value)),
      ),
      { ...faceRecord(box, descriptor), descriptor: descriptor.slice(1) as never },
    ]) {
      const page = await importZip((await visitor()).browser, await withPhoto(bea, face));
      expect(page.text).to.include(INVALID);
    }
    const crowd = await importZip(
      (await visitor()).browser,
      await withResult(
        bea,
        Array.from({ length: 301 }, () => faceRecord(box, descriptor)),
      ),
    );
    expect(crowd.text).to.include(INVALID);
  });

  for (const [what, preferences, sentence, kept] of [
    [
      'beyond those of the settings’ page are left as they were',
      { matchSure: 2, keepHours: 8760 },
      'Your settings were left as they are.',
      { strictness: null, retention: null },
    ],
    [
      'within those of the settings’ page are taken over, and people are told',
      { matchSure: 0.45, keepHours: 72 },
      'Your settings were taken from the file: match strictness',
      { strictness: 0.45, retention: 72 },
    ],
  ] as const) {
    it(`abuse 100: settings ${what}`, async () => {
      const { name, browser } = await visitor();
      const json = manifestText().replace('"preferences":null', `"preferences":${JSON.stringify(preferences)}`);
      const page = await importZip(browser, zipWithManifest(json, [{ name: 'Bea/1.jpg', bytes: bea }]));
      expect(page.text).to.include(sentence);
      expect(await galleryOf(app, name)).to.include(kept);
    });
  }

  it('abuse 102: a result is kept no longer than the gallery keeps results', async () => {
    const { name, browser } = await visitor();
    const { box, descriptor } = await graces('Bea');
    await importZip(browser, await withResult(bea, [faceRecord(box, descriptor)]));
    const { id } = await galleryOf(app, name);
    const row = await app.services.catalog
      .selectFrom('recognitions')
      .select('expiresAt')
      .where('galleryId', '=', id)
      .executeTakeFirstOrThrow();
    expect(row.expiresAt).to.be.within(Date.now(), Date.now() + DAY_MS);
  });

  it('abuse 111: boxes below a pixel are refused, and no picture of a face ends in an error', async () => {
    const { box, descriptor } = await graces('Bea');
    const middle = { left: box.left + box.width / 2, top: box.top + box.height / 2 };
    const { browser } = await visitor();
    for (const [width, height] of [
      [0.4, 0.4],
      [0.4, 50],
      [50, Number.MIN_VALUE],
    ] as const) {
      const face = faceRecord({ ...middle, width, height }, descriptor);
      for (const zip of [await withPhoto(bea, face), await withResult(bea, [face]), await withDraft(bea, [face])])
        expect((await importZip(browser, zip)).text).to.include(INVALID);
    }
    expect((await browser.get('/drafts')).text).not.to.include('/drafts/');
    expect((await browser.get('/history')).status).to.be.below(500);
  });

  it('abuse 112: the name of a draft’s file is shortened and cleaned as an upload’s is', async () => {
    const { box, descriptor } = await graces('Bea');
    const { name, browser } = await visitor();
    await importZip(browser, await withDraft(bea, [faceRecord(box, descriptor)], `\u202egpj.${'x'.repeat(3900)}`));
    const { id } = await galleryOf(app, name);
    const draft = await app.services.catalog
      .selectFrom('drafts')
      .select('fileName')
      .where('galleryId', '=', id)
      .executeTakeFirstOrThrow();
    expect(draft.fileName).to.equal(`gpj.${'x'.repeat(76)}`);
  });

  it('abuse 116: a slip in people.json is logged by its position alone', async () => {
    const before = app.logged.length;
    const { browser } = await visitor();
    const json = manifestText({ people: `[${personText('grace@navy.example', {})}]` });
    for (const broken of [
      json.replace('"recognitions":[]', '"recognitions":[grace@navy]'),
      json.replace('@navy', '"@navy'),
      `${json}@navy`,
    ]) {
      const zip = zipForm(zipWithManifest(broken, [{ name: 'Ada/1.jpg' }]));
      const refused = await browser.post('/account/imports', zip, { Accept: 'application/json' });
      expect(refused.status).to.equal(422);
    }
    const logged = JSON.stringify(app.logged.slice(before));
    expect(logged).to.include('damaged at position').and.not.to.include('navy');
  });
});
