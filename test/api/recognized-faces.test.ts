import { expect } from 'chai';
import type { Scope } from '../../src/auth/keys/scopes';
import { type ApiClient, apiClient, expectProblem } from '../support/api';
import { formOf, personOf, settleApi } from '../support/api-gallery';
import { startApp, type TestApp } from '../support/app';
import { samplePhoto } from '../support/photos';

// Of the photo’s three faces, Bea’s is the first one and Ada’s the last; nobody knows the one in between.
describe('the faces of kept photos over the API', () => {
  let app: TestApp;
  let client: ApiClient;
  let recognition: string;
  before(async () => {
    app = await startApp();
    client = await settleApi(app, 'Ada');
    recognition = (await client.post('/recognitions?keep=true', { form: formOf(samplePhoto(1)) })).json.id;
  });
  after(() => app.close());

  const of = (number: number, what: string) => `/recognitions/${recognition}/faces/${number}/${what}`;
  const faceAt = async (number: number) => (await client.get(`/recognitions/${recognition}`)).json.faces[number - 1];
  const withScopes = (...scopes: Scope[]) => apiClient(app, 'Ada', scopes);
  const person = (name: string) => personOf(app, 'Ada', name);
  async function counts() {
    const { catalog } = app.services;
    const of = async (table: 'people' | 'photos' | 'verdicts' | 'ignoredFaces') =>
      (await catalog.selectFrom(table).selectAll().execute()).length;
    return [await of('people'), await of('photos'), await of('verdicts'), await of('ignoredFaces')];
  }

  it('are rejected as somebody, who is never offered again, until that is taken back', async () => {
    const bea = await person('Bea');
    const [before] = await counts();
    const { status, json } = await client.post(of(1, 'reject'), { json: { person: bea } });
    expect([status, json.person]).to.deep.equal([200, { id: bea, name: 'Bea' }]);
    expect(json.photo).to.match(/^bea-/); // her photo was cut out of this one
    const face = await faceAt(1);
    expect(face).to.deep.include({ person: null, certainty: 'none', rejected: [{ id: bea, name: 'Bea' }] });
    expect(face.candidates.map((each: { person: { name: string } }) => each.person.name)).to.deep.equal(['Ada']);
    const unkept = await client.post('/recognitions', { form: formOf(samplePhoto(1)) });
    expect(unkept.json.faces[0]).to.deep.include({ person: null, certainty: 'none' });
    expect((await client.delete(of(1, `verdicts/${bea}`))).status).to.equal(204);
    expect((await faceAt(1)).person).to.deep.equal({ id: bea, name: 'Bea' });
    expect((await counts())[0]).to.equal(before);
  });

  it('are confirmed, and become photos when asked for', async () => {
    const ada = await person('Ada');
    const confirmed = await client.post(of(3, 'confirm'), { json: { person: ada } });
    expect(confirmed.json).to.deep.equal({ person: { id: ada, name: 'Ada' }, photo: null, advice: [] });
    expect(await faceAt(3)).to.deep.include({ verdict: 'confirmed', certainty: 'sure' });
    const [, photos] = await counts();
    const kept = await client.post(of(3, 'confirm'), { json: { person: ada, keep: true } });
    expect(kept.json.photo).to.equal('added');
    expect((await counts())[1]).to.equal((photos ?? 0) + 1);
    expect((await client.delete(of(3, `verdicts/${ada}`))).status).to.equal(204);
    expect((await counts())[1]).to.equal(photos);
  });

  it('are named, which adds somebody', async () => {
    const [people = 0, photos = 0] = await counts();
    const { json } = await client.post(of(2, 'name'), { json: { name: 'Cleo' } });
    expect([json.person.name, json.photo]).to.deep.equal(['Cleo', 'added']);
    expect((await counts()).slice(0, 2)).to.deep.equal([people + 1, photos + 1]);
    expect((await client.delete(of(2, `verdicts/${json.person.id}`))).status).to.equal(204);
    expect((await counts()).slice(0, 2)).to.deep.equal([people, photos]); // Cleo had no other photo
  });

  it('are ignored, listed as such, and looked for again', async () => {
    expect((await client.request('PUT', of(2, 'ignored'), { json: { reason: 'not_a_face' } })).status).to.equal(204);
    expect(await faceAt(2)).to.deep.include({ verdict: 'not_a_face', person: null, candidates: [] });
    expect((await client.request('PUT', of(2, 'ignored'), { json: { reason: 'person' } })).status).to.equal(204);
    expect(await faceAt(2)).to.deep.include({ verdict: 'ignored', certainty: 'none' });
    const { json } = await client.get('/ignored-faces?limit=1');
    expect(json).to.deep.include({ next: null });
    const [ignored] = json.items;
    expect(ignored).to.deep.include({ reason: 'person', recognition, face: 2 });
    expect((await client.delete(`/ignored-faces/${ignored.id}`)).status).to.equal(204);
    expectProblem(await client.delete(`/ignored-faces/${ignored.id}`), 404, 'ignored_face_not_found');
    await client.request('PUT', of(2, 'ignored'), { json: { reason: 'person' } });
    await client.request('PUT', of(1, 'ignored'), { json: { reason: 'person' } });
    const first = await client.get('/ignored-faces?limit=1');
    const second = await client.get(`/ignored-faces?limit=1&cursor=${first.json.next}`);
    expect([first.json.items[0].face, second.json.items[0].face]).to.deep.equal([1, 2]);
    expect(second.json.next).to.equal(null);
    for (const number of [1, 2]) expect((await client.delete(of(number, 'ignored'))).status).to.equal(204);
    expect(await faceAt(2)).to.deep.include({ verdict: null });
  });

  it('are confirmed all at once, and that is taken back', async () => {
    const sure = (await client.get(`/recognitions/${recognition}`)).json.faces.filter(
      ({ certainty }: { certainty: string }) => certainty === 'sure',
    );
    const all = await client.post(`/recognitions/${recognition}/confirm-all`, { json: {} });
    expect(all.json.faces).to.have.length(sure.length).and.length.above(0);
    const undo = await client.post(`/recognitions/${recognition}/undo-confirm-all`, { json: all.json });
    expect(undo.json).to.deep.equal({ faces: sure.length });
    const bea = await person('Bea');
    const one = await client.post(`/recognitions/${recognition}/confirm-all`, {
      json: { faces: [{ number: 1, person: bea }] },
    });
    expect(one.json.faces).to.deep.equal([{ number: 1, person: bea }]);
    await client.post(`/recognitions/${recognition}/undo-confirm-all`, { json: one.json });
  });

  it('refuse what isn’t there, and what nobody knows', async () => {
    const before = await counts();
    const ada = await person('Ada');
    const json = { person: ada };
    expectProblem(await client.post(of(4, 'confirm'), { json }), 400, 'no_such_face');
    expectProblem(await client.post(of(0, 'confirm'), { json }), 422, 'field_invalid', 'number');
    expectProblem(await client.post(of(1, 'confirm'), { json: { person: 'nobody' } }), 404, 'person_not_found');
    expectProblem(await client.post(of(1, 'confirm'), { json: { ...json, sure: 1 } }), 422, 'field_invalid', 'sure');
    expectProblem(await client.post(of(1, 'name'), { json: { name: ' ' } }), 400, 'name_missing', 'name');
    expectProblem(await client.post('/recognitions/none/confirm-all', { json: {} }), 404, 'recognition_not_found');
    expectProblem(await client.post('/recognitions/none/faces/1/reject', { json }), 404, 'recognition_not_found');
    expectProblem(
      await client.request('PUT', of(1, 'ignored'), { json: { reason: 'ugly' } }),
      ...([422, 'field_invalid', 'reason'] as const),
    );
    expect(await counts()).to.deep.equal(before);
  });

  it('need a key that may say who they are', async () => {
    const reader = await withScopes('recognitions:read', 'recognitions:write', 'people:write', 'photos:write');
    const json = { person: await person('Ada') };
    for (const what of ['confirm', 'reject'])
      expectProblem(await reader.post(of(1, what), { json }), 403, 'scope_missing');
    expectProblem(await reader.request('PUT', of(1, 'ignored'), { json: { reason: 'person' } }), 403, 'scope_missing');
  });
});
