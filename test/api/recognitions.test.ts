import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import sharp from 'sharp';
import { overlap } from '../../src/engine/boxes';
import { type ApiClient, expectProblem } from '../support/api';
import { formOf, personOf, settleApi } from '../support/api-gallery';
import { startApp, type TestApp } from '../support/app';
import { ADA_IN_SAMPLE_1, BEA, facelessPhoto, type Place, samplePhoto } from '../support/photos';

interface Face {
  number: number;
  box: { x: number; y: number; width: number; height: number };
  person: { id: string; name: string } | null;
  certainty: string;
  candidates: Array<{ person: { name: string }; certainty: string; distance: number; closestPhoto: string }>;
  landmarks?: Array<{ x: number; y: number }>;
}

const nameOf = ({ person }: Face) => person?.name ?? null;

/** How much a face's box overlaps a place of the sample photo, which was enlarged. */
const overlapWith = ({ box: { x, y, width, height } }: Face, [, left, top, w, h]: Place, times = 1) =>
  overlap(
    { left: x, top: y, width, height },
    { left: left * times, top: top * times, width: w * times, height: h * times },
  );

describe('recognitions over the API', () => {
  let app: TestApp;
  let client: ApiClient;
  before(async () => {
    app = await startApp();
    client = await settleApi(app, 'Ada');
  });
  after(() => app.close());

  const recognize = (photo: Uint8Array, query = '') => client.post(`/recognitions${query}`, { form: formOf(photo) });
  const faceOf = (faces: Face[], name: string): Face => {
    const found = faces.find((face) => nameOf(face) === name);
    if (!found) throw new Error(`${name} isn’t among ${faces.map(nameOf)}.`);
    return found;
  };
  async function kept(): Promise<number> {
    const { services, dataDir } = app;
    const rows = await services.catalog.selectFrom('recognitions').select('id').execute();
    const folder = path.join(dataDir, 'recognitions');
    const files = existsSync(folder) ? readdirSync(folder, { recursive: true, withFileTypes: true }) : [];
    expect(files.filter((file) => file.isFile())).to.have.length(rows.length);
    return rows.length;
  }

  it('say who is in a photo, as its page would, and keep nothing of it', async () => {
    const { status, json } = await recognize(samplePhoto(1));
    expect(status).to.equal(200);
    expect(json).to.deep.include({ id: null, picture: null, createdAt: null, expiresAt: null });
    expect(json.model.network).to.match(/^face-api-\d$/);
    expect(json.faces.map(nameOf)).to.deep.equal(['Bea', null, 'Ada']);
    const ada = faceOf(json.faces, 'Ada');
    expect(overlapWith(ada, ADA_IN_SAMPLE_1)).to.be.above(0.5);
    expect(ada.candidates.map(({ person, certainty }) => [person.name, certainty])).to.deep.equal([
      ['Ada', ada.certainty],
      ['Bea', 'none'],
    ]);
    const photos = await app.services.catalog.selectFrom('photos').select('imageName').execute();
    expect(photos.map(({ imageName }) => imageName)).to.include(ada.candidates[0]?.closestPhoto);
    const [, stranger] = json.faces as Face[];
    expect(stranger?.candidates.map(({ certainty }) => certainty)).to.deep.equal(['none', 'none']);
    expect(ada).not.to.have.property('landmarks');
    expect(await kept()).to.equal(0);
  });

  it('have boxes in pixels of the uploaded photo, whatever is made of it', async () => {
    const { width = 0, height = 0 } = await sharp(samplePhoto(1)).metadata();
    const large = sharp(samplePhoto(1)).resize(2 * width);
    const enlarged = await recognize(await large.jpeg().toBuffer());
    expect(enlarged.json.photo).to.deep.equal({ width: 2 * width, height: 2 * height });
    expect(overlapWith(faceOf(enlarged.json.faces, 'Ada'), ADA_IN_SAMPLE_1, 2)).to.be.above(0.5);

    const exif = await sharp(samplePhoto(1)).rotate(270).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    const upright = await recognize(exif);
    expect(upright.json.photo).to.deep.equal({ width, height });
    expect(overlapWith(faceOf(upright.json.faces, 'Ada'), ADA_IN_SAMPLE_1)).to.be.above(0.5);

    const aside = await recognize(
      await sharp(samplePhoto(1)).rotate(90).jpeg().toBuffer(),
      '?keep=true&landmarks=true',
    );
    expect(aside.json.photo).to.deep.equal({ width: height, height: width });
    expect(aside.json.picture.turned).to.equal(270);
    const [, left, top, w, h] = ADA_IN_SAMPLE_1;
    const ada = faceOf(aside.json.faces, 'Ada');
    expect(overlapWith(ada, [1, height - top - h, left, h, w])).to.be.above(0.5);
    const inside = ada.landmarks?.filter(
      ({ x, y }) => Math.abs(x - (height - top - h / 2)) < h && Math.abs(y - (left + w / 2)) < w,
    );
    expect(inside).to.have.length(68);
    const shown = await client.get(`/recognitions/${aside.json.id}`);
    expect(faceOf(shown.json.faces, 'Ada').box).to.deep.equal(ada.box);
    await client.delete('/recognitions?all=true');
  });

  it('are answered without candidates, or with more of them', async () => {
    const { json } = await recognize(samplePhoto(1), '?candidates=0');
    expect(json.faces.map(({ candidates }: Face) => candidates.length)).to.deep.equal([0, 0, 0]);
    expect(json.faces.map(nameOf)).to.deep.equal(['Bea', null, 'Ada']);
    const one = await recognize(samplePhoto(1), '?candidates=1');
    expect(one.json.faces.map(({ candidates }: Face) => candidates.length)).to.deep.equal([1, 1, 1]);
  });

  it('are kept when asked for, shown with the names of today, and deleted', async () => {
    const made = await recognize(samplePhoto(1), '?keep=true');
    expect(made.status).to.equal(201);
    const { id } = made.json;
    expect(made.headers.get('Location')).to.equal(`/api/v1/recognitions/${id}`);
    expect(await kept()).to.equal(1);
    const shown = await client.get(`/recognitions/${id}`);
    expect(shown.json).to.deep.equal(made.json);
    const photo = await client.get(`/recognitions/${id}/photo`);
    expect((await sharp(photo.bytes).metadata()).format).to.equal('jpeg');
    const face = await client.get(`/recognitions/${id}/faces/1/image`);
    expect((await sharp(face.bytes).metadata()).width).to.equal(320);
    const { json } = await client.get('/recognitions');
    expect(json.items.map((item: { id: string }) => item.id)).to.deep.equal([id]);
    expect(json.items[0]).to.deep.include({ faces: 3, unknown: 1 });
    expect((await client.delete(`/recognitions/${id}`)).status).to.equal(204);
    expectProblem(await client.get(`/recognitions/${id}`), 404, 'recognition_not_found');
    expectProblem(await client.delete(`/recognitions/${id}`), 404, 'recognition_not_found');
    expectProblem(await client.get(`/recognitions/${id}/photo`), 404, 'recognition_not_found');
    expectProblem(await client.get(`/recognitions/${id}/faces/1/image`), 404, 'photo_not_found');
    expect(await kept()).to.equal(0);
  });

  it('of a photo without a face have none', async () => {
    const photo = await facelessPhoto();
    const unkept = await recognize(photo);
    expect([unkept.status, unkept.json.faces]).to.deep.equal([200, []]);
    const made = await recognize(photo, '?keep=true');
    expect([made.status, made.json.faces]).to.deep.equal([201, []]);
    expect((await client.get(`/recognitions/${made.json.id}`)).json.faces).to.deep.equal([]);
    await client.delete('/recognitions?all=true');
  });

  it('are listed part by part, in an order that new ones don’t change', async () => {
    const photo = await facelessPhoto();
    const ids: string[] = [];
    for (let i = 0; i < 3; i++) ids.unshift((await recognize(photo, '?keep=true')).json.id);
    const first = await client.get('/recognitions?limit=2');
    await recognize(photo, '?keep=true');
    const listed = first.json.items;
    let { next } = first.json;
    const address = /^<\/api\/v1(\/recognitions\?[^>]+)>; rel="next"$/.exec(first.headers.get('Link') ?? '')?.[1];
    expect((await client.get(address ?? '')).json.items).to.have.length(1);
    while (next) {
      const part = await client.get(`/recognitions?limit=2&cursor=${next}`);
      listed.push(...part.json.items);
      next = part.json.next;
    }
    expect(listed.map(({ id }: { id: string }) => id)).to.deep.equal(ids);
    await client.delete('/recognitions?all=true');
    expect(await kept()).to.equal(0);
  });

  it('take a photo as JSON in Base64, too', async () => {
    const { status, json } = await client.post('/recognitions', { json: { file: samplePhoto(1).toString('base64') } });
    expect([status, json.faces.map(nameOf)]).to.deep.equal([200, ['Bea', null, 'Ada']]);
  });

  it('are made once for an Idempotency-Key', async () => {
    const headers = { 'Idempotency-Key': 'once' };
    const form = () => formOf(samplePhoto(1));
    const made = await client.post('/recognitions?keep=true', { form: form(), headers });
    const again = await client.post('/recognitions?keep=true', { form: form(), headers });
    expect(again.json).to.deep.equal(made.json);
    expect(await kept()).to.equal(1);
    await client.delete('/recognitions?all=true');
  });

  it('refuse what is no photo, and parameters that nobody knows', async () => {
    expectProblem(await recognize(Buffer.from('text')), 415, 'photo_unsupported');
    expectProblem(await recognize(samplePhoto(1).subarray(0, 2000), '?keep=true'), 422, 'photo_damaged');
    expectProblem(await recognize(samplePhoto(1), '?keep=yes'), 422, 'field_invalid', 'keep');
    expectProblem(await recognize(samplePhoto(1), '?candidates=21'), 422, 'field_invalid', 'candidates');
    expectProblem(await recognize(samplePhoto(1), '?kept=true'), 422, 'field_invalid', 'kept');
    expectProblem(await client.get('/recognitions?limit=0'), 422, 'field_invalid', 'limit');
    const form = formOf(samplePhoto(1));
    form.append('person', 'Ada');
    expectProblem(await client.post('/recognitions', { form }), 422, 'field_invalid', 'person');
    expect(await kept()).to.equal(0);
  });

  it('tell who was seen, kept or not', async () => {
    const told = () =>
      app.services.catalog
        .selectFrom('auditEntries')
        .select('details')
        .where('type', '=', 'recognition.completed')
        .orderBy('id')
        .execute();
    const before = await told();
    await recognize(samplePhoto(1));
    const { id } = (await recognize(samplePhoto(1), '?keep=true')).json;
    const [unkept, kept, ...more] = (await told()).slice(before.length).map(({ details }) => JSON.parse(details));
    const people = [await personOf(app, 'Ada', 'Bea'), await personOf(app, 'Ada', 'Ada')];
    expect(unkept).to.deep.include({ recognitionId: null, faces: 3 });
    expect(kept).to.deep.include({ recognitionId: id, faces: 3 });
    for (const person of people) expect(JSON.stringify(kept.people)).to.include(person);
    expect(more).to.deep.equal([]);
    await client.delete('/recognitions?all=true');
  });

  it('find faces by what was said of them in the same photo', async () => {
    const made = await recognize(samplePhoto(1), '?keep=true');
    const [bea] = made.json.faces as Face[];
    expect(overlapWith(bea as Face, BEA)).to.be.above(0.5);
    const ada = await personOf(app, 'Ada', 'Ada');
    await client.post(`/recognitions/${made.json.id}/faces/2/confirm`, { json: { person: ada } });
    const smaller = await sharp(samplePhoto(1)).resize(900).jpeg().toBuffer();
    const { json } = await recognize(smaller);
    expect(json.faces[1]).to.deep.include({ verdict: 'confirmed', certainty: 'sure' });
    expect(json.faces[1].person.name).to.equal('Ada');
    // The face that was surely taken for her is confirmed, too, as on the page: a second one doesn't take the name from it.
    expect(json.faces[2]).to.deep.include({ verdict: 'confirmed', certainty: 'sure' });
  });
});
