import { expect } from 'chai';
import { type ApiClient, apiClient, expectProblem } from '../support/api';
import { formOf } from '../support/api-gallery';
import type { TestApp } from '../support/app';
import { ADA_IN_SAMPLE_3, cropFace, samplePhoto } from '../support/photos';
import { setUpApp } from '../support/set-up-app';

describe('drafts over the API', () => {
  let app: TestApp;
  let grace: ApiClient;
  let eve: ApiClient;
  let ada: string;

  setUpApp(['Grace', 'Eve'], async (started) => {
    app = started;
    grace = await apiClient(app, 'Grace');
    eve = await apiClient(app, 'Eve');
  });
  beforeEach(async () => {
    ada = (await grace.post('/people', { json: { name: 'Ada' } })).json.id;
  });
  afterEach(async () => {
    for (const { id } of (await grace.get('/people')).json.items) await grace.delete(`/people/${id}`);
    await grace.delete('/drafts?all=true');
  });

  const wait = async (number: number): Promise<string> =>
    (await grace.post(`/people/${ada}/photos`, { form: formOf(samplePhoto(number)) })).json.items[0].draft;
  const waiting = async () => (await grace.get('/drafts')).json.items.map(({ id }: { id: string }) => id);
  const answer = (id: string, json: object, client = grace) => client.post(`/drafts/${id}/answer`, { json });

  it('are listed, the oldest first, piece by piece', async () => {
    const [one, two] = [await wait(1), await wait(3)];
    const first = await grace.get('/drafts?limit=1');
    expect(first.json.items[0]).to.deep.include({ id: one, name: 'Ada', file: 'photo-1.jpg', faces: 3 });
    const three = await wait(4);
    await grace.delete(`/drafts/${one}`);
    const rest = await grace.get(`/drafts?cursor=${first.json.next}`);
    expect(rest.json.items.map(({ id }: { id: string }) => id)).to.deep.equal([two, three]);
  });

  it('are shown with their faces, their question and their photo', async () => {
    const id = await wait(1);
    const { json } = await grace.get(`/drafts/${id}`);
    expect(json).to.deep.include({ question: 'which_face', lookalike: null });
    expect(json.faces.map(({ number }: { number: number }) => number)).to.deep.equal([1, 2, 3]);
    for (const { box } of json.faces) {
      expect(box.x).to.be.within(0, json.size.width - box.width);
      expect(box.y).to.be.within(0, json.size.height - box.height);
    }
    for (const query of ['', '?size=thumbnail'])
      expect((await grace.get(`/drafts/${id}/file${query}`)).headers.get('Content-Type')).to.equal('image/jpeg');
    for (const path of [`/drafts/${id}`, `/drafts/${id}/file`])
      expectProblem(await eve.get(path), 404, 'draft_not_found');
  });

  it('name nobody whom the face looks like to a key that may not read people', async () => {
    await answer(await wait(1), { face: 3, insist: true });
    const ben = (await grace.post('/people', { json: { name: 'Ben' } })).json.id;
    const photo = formOf(await cropFace(ADA_IN_SAMPLE_3));
    const { draft } = (await grace.post(`/people/${ben}/photos`, { form: photo })).json.items[0];
    const reader = await apiClient(app, 'Grace', ['drafts:read']);
    const [all, less] = [await grace.get(`/drafts/${draft}`), await reader.get(`/drafts/${draft}`)];
    expect(all.json.lookalike).to.deep.equal({ id: ada, name: 'Ada' });
    expect(less.json).to.deep.equal({ ...all.json, lookalike: null });
  });

  it('are answered: for their person, for somebody else, or for somebody new', async () => {
    const [one, two, three] = [await wait(1), await wait(3), await wait(4)];
    const own = await answer(one, { face: 1 });
    expect([own.status, own.json.outcome, own.json.person.id]).to.deep.equal([201, 'added', ada]);
    expectProblem(await answer(one, { face: 1 }), 404, 'draft_not_found');
    const ben = (await grace.post('/people', { json: { name: 'Ben' } })).json.id;
    expect((await answer(two, { face: 2, person: ben, insist: true })).json.person.id).to.equal(ben);
    expect((await answer(three, { face: 1, name: 'Cleo', insist: true })).json.person.name).to.equal('Cleo');
    expect(await waiting()).to.deep.equal([]);
  });

  it('go on waiting when the face is in doubt, and the answer doesn’t insist', async () => {
    await answer(await wait(1), { face: 1, insist: true });
    const id = await wait(3);
    const doubted = await answer(id, { face: 2 });
    expect([doubted.status, doubted.json.draft]).to.deep.equal([200, id]);
    expect(doubted.json.question).to.be.oneOf(['looks_unlike', 'looks_like_other']);
    expect(await waiting()).to.deep.equal([id]);
  });

  it('stay when the answer is none', async () => {
    const id = await wait(1);
    expectProblem(await answer(id, { face: 9 }), 400, 'no_such_face');
    expectProblem(await answer(id, { face: '1' }), 422, 'field_invalid', 'face');
    expectProblem(await answer(id, { face: 1, person: 'nobody' }), 404, 'person_not_found');
    expectProblem(await answer(id, { face: 1, person: ada, name: 'Ada' }), 422, 'field_invalid', 'person');
    expectProblem(await answer(id, { face: 1 }, eve), 404, 'draft_not_found');
    const writer = await apiClient(app, 'Grace', ['drafts:write']);
    expectProblem(await answer(id, { face: 1 }, writer), 403, 'scope_missing');
    expect(await waiting()).to.deep.equal([id]);
  });

  it('are discarded, one or all, and their person stays', async () => {
    const [one] = [await wait(1), await wait(3), await wait(4)];
    expectProblem(await eve.delete(`/drafts/${one}`), 404, 'draft_not_found');
    expect((await grace.delete(`/drafts/${one}`)).status).to.equal(204);
    expectProblem(await grace.delete(`/drafts/${one}`), 404, 'draft_not_found');
    expectProblem(await grace.delete('/drafts'), 422, 'field_invalid', 'all');
    expect(await waiting()).to.have.length(2);
    await eve.delete('/drafts?all=true');
    expect(await waiting()).to.have.length(2);
    expect((await grace.delete('/drafts?all=true')).status).to.equal(204);
    expect(await waiting()).to.deep.equal([]);
    expect((await grace.get(`/people/${ada}`)).status).to.equal(200);
  });
});
