import { expect } from 'chai';
import sharp from 'sharp';
import { type ApiClient, apiClient, expectProblem } from '../support/api';
import { formOf } from '../support/api-gallery';
import { startApp, type TestApp } from '../support/app';
import { signIn } from '../support/browser';
import { ADA_IN_SAMPLE_3, BEA, cropFace, facelessPhoto, samplePhoto } from '../support/photos';

describe('two photos compared over the API', () => {
  let app: TestApp;
  let client: ApiClient;
  before(async () => {
    app = await startApp();
    await signIn(app.url, 'Ada');
    client = await apiClient(app, 'Ada', ['recognitions:write']);
  });
  after(() => app.close());

  const compare = (...photos: Uint8Array[]) => client.post('/compare', { form: formOf(...photos) });

  it('tell which face of the second is the one of the first', async () => {
    const large = await sharp(samplePhoto(1)).resize(3000).jpeg().toBuffer();
    const { status, json } = await compare(await cropFace(ADA_IN_SAMPLE_3), large);
    expect(status).to.equal(200);
    expect(json.second.photo.width).to.equal(3000);
    const [ada, ...others] = json.second.faces;
    expect(ada.certainty).to.equal('sure');
    expect(ada.likeness).to.be.above(80);
    expect(ada.box.x).to.be.above(2100); // the last of three faces, in pixels of this photo
    expect(others.map(({ certainty }: { certainty: string }) => certainty)).to.deep.equal(['none', 'none']);
    expect(json.first.face.box.width).to.be.above(100);
    expect(json.model.network).to.match(/^face-api-\d$/);
  });

  it('have nothing to compare without a face', async () => {
    const none = await compare(await facelessPhoto(), await cropFace(BEA));
    expect(none.json.first.face).to.equal(null);
    expect(none.json.second.faces).to.have.length(1);
    expect(none.json.second.faces[0]).to.deep.include({ distance: null, likeness: null, certainty: 'none' });
  });

  it('may come as JSON with both in Base64', async () => {
    const file = [await cropFace(BEA), samplePhoto(1)].map((bytes) => bytes.toString('base64'));
    const { status, json } = await client.post('/compare', { json: { file } });
    expect(status).to.equal(200);
    expect(json.second.faces[0].certainty).to.equal('sure');
    expect(json.second.faces[0].box.x).to.be.below(600); // the first of three faces
  });

  it('have to be two photos', async () => {
    const bea = await cropFace(BEA);
    expectProblem(await compare(bea), 422, 'field_invalid', 'file');
    expectProblem(await compare(bea, bea, bea), 400, 'too_many_files');
    expectProblem(await compare(bea, Buffer.from('text')), 415, 'photo_unsupported');
    const reader = await apiClient(app, 'Ada', ['recognitions:read']);
    expectProblem(await reader.post('/compare', { form: formOf(bea, bea) }), 403, 'scope_missing');
    const { catalog } = app.services;
    expect(await catalog.selectFrom('recognitions').select('id').execute()).to.deep.equal([]);
  });
});
