import { expect } from 'chai';
import sharp from 'sharp';
import { type ApiClient, apiClient } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { type Browser, signIn } from '../support/browser';
import {
  ADA_IN_SAMPLE_1,
  ADA_IN_SAMPLE_3,
  BEA,
  CLEO,
  cropFace,
  facelessPhoto,
  photoForm,
  samplePhoto,
} from '../support/photos';

interface Face {
  box: Record<'x_min' | 'x_max' | 'y_min' | 'y_max', number>;
  subjects: Array<{ subject: string; similarity: number }>;
}

describe('recognizing as CompreFace does', () => {
  let app: TestApp;
  let ada: Browser;
  let client: ApiClient;
  before(async () => {
    app = await startApp();
    ada = await signIn(app.url, 'Ada');
    client = await apiClient(app, 'Ada');
    for (const [subject, place] of [
      ['Ada', ADA_IN_SAMPLE_3],
      ['Bea', BEA],
    ] as const)
      await client.post(`/recognition/faces?subject=${subject}`, {
        form: photoForm([['photo.jpg', await cropFace(place)]]),
      });
  });
  after(() => app.close());

  const recognize = async (photo: Uint8Array, query = ''): Promise<Face[]> => {
    const { json } = await client.post(`/recognition/recognize${query}`, { form: photoForm([['photo.jpg', photo]]) });
    expect(json.result, JSON.stringify(json)).to.be.an('array');
    return json.result;
  };
  const named = (faces: readonly Face[], least = 0.6) =>
    faces
      .flatMap(({ subjects }) => subjects.filter(({ similarity }) => similarity >= least))
      .map(({ subject }) => subject);

  it('gives boxes in pixels of the photo that was sent, upright, however large it is', async () => {
    const large = await sharp(samplePhoto(1)).resize({ width: 4000 }).jpeg().toBuffer();
    const aside = await sharp(large).rotate(90).withMetadata({ orientation: 8 }).jpeg().toBuffer();
    const { width = 0 } = await sharp(samplePhoto(1)).metadata();
    const [, left, top, w, h] = ADA_IN_SAMPLE_1;
    const scale = 4000 / width;
    for (const photo of [large, aside]) {
      const found = await recognize(photo);
      const [face] = found.filter(({ subjects: [first] }) => first?.subject === 'Ada' && first.similarity >= 0.4);
      expect(face?.box.x_min).to.be.closeTo(left * scale, 0.5 * w * scale);
      expect(face?.box.y_max).to.be.closeTo((top + h) * scale, 0.5 * h * scale);
    }
  });

  it('counts the largest faces first, and the most similar people', async () => {
    const areaOf = ({ box }: Face) => (box.x_max - box.x_min) * (box.y_max - box.y_min);
    const all = await recognize(samplePhoto(1), '?prediction_count=5');
    expect(all.map(areaOf)).to.deep.equal(all.map(areaOf).sort((one, other) => other - one));
    expect((await recognize(samplePhoto(1), '?limit=1')).map(areaOf)).to.deep.equal(all.map(areaOf).slice(0, 1));
    expect((await recognize(samplePhoto(1), '?detect_faces=false')).map(areaOf)).to.have.length(1);
    const few = await recognize(samplePhoto(1), '?prediction_count=1');
    expect(few.map(({ subjects: [first] }) => first)).to.deep.equal(all.map(({ subjects: [first] }) => first));
    for (const { subjects } of all) {
      expect(subjects.map(({ subject }) => subject)).to.have.members(['Ada', 'Bea']);
      const [first, second] = subjects;
      expect(first?.similarity).to.be.at.least(second?.similarity ?? 1);
    }
    const { json } = await client.post('/recognition/recognize?det_prob_threshold=1', {
      form: photoForm([['photo.jpg', samplePhoto(1)]]),
    });
    expect(json.code, 'nobody is that probable').to.equal(28);
  });

  it('names nobody twice in a photo', async () => {
    const face = await cropFace(ADA_IN_SAMPLE_1);
    const { width = 0, height = 0 } = await sharp(face).metadata();
    const twins = await sharp({ create: { width: 2 * width, height, channels: 3, background: '#fff' } })
      .composite([
        { input: face, left: 0, top: 0 },
        { input: await sharp(face).blur(1.5).toBuffer(), left: width, top: 0 },
      ])
      .jpeg()
      .toBuffer();
    const faces = await recognize(twins);
    expect(faces).to.have.length(2);
    expect(named(faces, 0.4)).to.deep.equal(['Ada']);
  });

  it('says somebody of a face that is unknown or ignored, below what is taken for a name, and nothing of what is no face', async () => {
    const photo = await cropFace(CLEO);
    const expectUnknown = async () => {
      const [face] = await recognize(photo);
      expect(face?.subjects).to.have.length(1);
      expect(face?.subjects[0]?.similarity).to.be.below(0.4);
    };
    await expectUnknown();
    const { location } = await ada.post('/recognition', photoForm([['photo.jpg', photo]]));
    const result = new URL(location ?? '').pathname;
    await ada.post(`${result}/faces/1/ignore`);
    await expectUnknown();
    const { catalog } = app.services;
    expect(await catalog.updateTable('ignoredFaces').set({ isFace: 0 }).returning('id').execute()).to.have.length(1);
    const { json } = await client.post('/recognition/recognize', { form: photoForm([['photo.jpg', photo]]) });
    expect(json.code).to.equal(28);
    await catalog.deleteFrom('ignoredFaces').execute();
  });

  it('heeds what was said on pages: a person whom the face isn’t, and a confirmed name', async () => {
    const photo = await cropFace(ADA_IN_SAMPLE_1);
    expect(named(await recognize(photo))).to.deep.equal(['Ada']);
    const { location } = await ada.post('/recognition', photoForm([['photo.jpg', photo]]));
    const result = new URL(location ?? '').pathname;
    const { catalog } = app.services;
    const { handle } = await catalog
      .selectFrom('people')
      .select('handle')
      .where('name', '=', 'Ada')
      .executeTakeFirstOrThrow();
    await ada.post(`${result}/faces/1/reject`, { person: handle });
    expect(await catalog.selectFrom('verdicts').select('isPerson').execute()).to.deep.equal([{ isPerson: 0 }]);
    expect(named(await recognize(photo), 0.4)).to.deep.equal([]);
    await catalog.updateTable('verdicts').set({ isPerson: 1 }).execute();
    const [face] = await recognize(photo);
    expect(face?.subjects).to.deep.equal([{ subject: 'Ada', similarity: 1 }]);
    await catalog.deleteFrom('verdicts').execute();
  });

  it('adds a photo in doubt when it is insisted on, and keeps nothing otherwise', async () => {
    const form = photoForm([['photo.jpg', await cropFace(ADA_IN_SAMPLE_1)]]);
    const doubted = await client.post('/recognition/faces?subject=bea', { form });
    expect([doubted.status, doubted.json.message]).to.deep.equal([409, 'The face looks more like Ada than bea.']);
    expect(await app.services.catalog.selectFrom('drafts').selectAll().execute()).to.deep.equal([]);
    const added = await client.post('/recognition/faces?subject=bea&insist=true', { form });
    expect([added.status, added.json.subject]).to.deep.equal([201, 'Bea']);
    const again = await client.delete(`/recognition/faces/${added.json.image_id.toUpperCase()}`);
    expect(again.json).to.deep.equal({ image_id: added.json.image_id, subject: 'Bea' });
  });

  it('shows a photo, and keeps its id when it is moved', async () => {
    const { json } = await client.get('/recognition/faces?subject=ada');
    const { image_id } = json.faces[0];
    const shown = await client.get(`/recognition/faces/${image_id}/img`);
    expect([shown.status, shown.headers.get('Content-Type')]).to.deep.equal([200, 'image/jpeg']);
    expect((await sharp(shown.bytes).metadata()).format).to.equal('jpeg');
    await client.request('PUT', '/recognition/subjects/ADA', { json: { subject: 'Ada Lovelace' } });
    const merged = await client.request('PUT', '/recognition/subjects/Bea', { json: { subject: 'ada lovelace' } });
    expect([merged.status, merged.json.code], 'unlike').to.deep.equal([409, 0]);
    await client.request('PUT', '/recognition/subjects/Bea?insist=true', { json: { subject: 'ada lovelace' } });
    const faces = (await client.get('/recognition/faces?size=1&page=1')).json;
    expect(faces).to.include({ page_number: 1, page_size: 1, total_pages: 2, total_elements: 2 });
    expect((await client.get('/recognition/subjects')).json).to.deep.equal({ subjects: ['Ada Lovelace'] });
    expect((await client.get(`/recognition/faces?subject=Ada Lovelace`)).json.faces[0].image_id).to.equal(image_id);
  });

  it('finds nobody in a photo of nobody', async () => {
    const { status, json } = await client.post('/detection/detect', {
      form: photoForm([['photo.jpg', await facelessPhoto()]]),
    });
    expect([status, json.code]).to.deep.equal([400, 28]);
  });
});
