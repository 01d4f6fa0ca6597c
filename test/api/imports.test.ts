import { expect } from 'chai';
import { type ApiClient, apiClient, expectProblem } from '../support/api';
import type { TestApp } from '../support/app';
import { until } from '../support/app-process';
import { BEA, CLEO, cropFace } from '../support/photos';
import { setUpApp } from '../support/set-up-app';
import { zipForm, zipOf } from '../support/zips';

describe('imports over the API', () => {
  let app: TestApp;
  let grace: ApiClient;
  let eve: ApiClient;
  let zip: Buffer;

  setUpApp(['Grace', 'Eve'], async (started) => {
    app = started;
    grace = await apiClient(app, 'Grace');
    eve = await apiClient(app, 'Eve');
    zip = zipOf([
      { name: 'Bea/1.jpg', bytes: await cropFace(BEA) },
      { name: 'Cleo/1.jpg', bytes: await cropFace(CLEO) },
      { name: 'Dora/notes.txt', bytes: Buffer.from('no photo') },
      { name: 'Dora/1.jpg', bytes: Buffer.from('no photo') },
    ]);
  });
  afterEach(async () => {
    for (const { id } of (await grace.get('/imports')).json.items) await grace.delete(`/imports/${id}`);
    for (const { id } of (await grace.get('/people')).json.items) await grace.delete(`/people/${id}`);
  });

  const upload = async (): Promise<string> => (await grace.post('/imports', { form: zipForm(zip) })).json.id;
  const peopleIn = async (id: string) => (await grace.get(`/imports/${id}/people`)).json.items;
  const names = async () => (await grace.get('/people')).json.items.map(({ name }: { name: string }) => name);
  const ended = async (id: string) => {
    await until(async () => (await grace.get(`/imports/${id}`)).json.state === 'done');
    return (await grace.get(`/imports/${id}`)).json;
  };

  it('are received, say what they would do, and are changed before they start', async () => {
    const received = await grace.post('/imports', { form: zipForm(zip) });
    expect(received.status).to.equal(201);
    const { id } = received.json;
    expect(received.headers.get('Location')).to.equal(`/api/v1/imports/${id}`);
    expect(received.json).to.deep.include({ state: 'waiting', finished: 0 });
    expect(received.json.preview).to.deep.include({ isExport: false, people: 3 });
    await grace.post('/people', { json: { name: 'bea' } });
    const first = await grace.get(`/imports/${id}/people?limit=2`);
    expect(first.json.items.map((each: { found: string; known: string }) => [each.found, each.known])).to.deep.equal([
      ['Bea', 'bea'],
      ['Cleo', null],
    ]);
    const second = await grace.get(`/imports/${id}/people?limit=2&cursor=${first.json.next}`);
    expect([second.json.items[0].found, second.json.next]).to.deep.equal(['Dora', null]);
    const changed = await grace.patch(`/imports/${id}`, {
      json: {
        people: [
          { number: 1, name: 'Cleo de Mérode' },
          { number: 0, isAdded: false },
        ],
      },
    });
    expect(changed.status).to.equal(200);
    expect((await grace.post(`/imports/${id}/start`)).status).to.equal(202);
    const done = await ended(id);
    expect(done).to.deep.include({ leftOut: 1, preview: null });
    expect(done.outcomes.added).to.equal(1);
    expect(await names()).to.deep.equal(['bea', 'Cleo de Mérode']);
    expectProblem(await grace.post(`/imports/${id}/start`), 409, 'import_begun');
    expectProblem(await grace.patch(`/imports/${id}`, { json: { people: [] } }), 409, 'import_begun');
  });

  it('come in JSON and start at once, and say what became of each file', async () => {
    const received = await grace.post('/imports', { json: { file: zip.toString('base64'), start: true } });
    expect(received.status).to.equal(201);
    const { id } = received.json;
    const { finished, files, outcomes } = await ended(id);
    expect([finished, outcomes.added]).to.deep.equal([files, 2]);
    const listed: Array<{ file: string; outcome: string }> = [];
    for (let cursor = ''; ; ) {
      const { json } = await grace.get(`/imports/${id}/files?limit=1${cursor}`);
      listed.push(...json.items);
      if (json.next === null) break;
      cursor = `&cursor=${json.next}`;
    }
    expect(listed.map(({ file, outcome }) => `${outcome} ${file}`)).to.deep.equal([
      'added Bea/1.jpg',
      'added Cleo/1.jpg',
      'refused Dora/1.jpg',
    ]);
  });

  it('list files of one that runs only as far as no more come in between', async () => {
    const id = await upload();
    const { catalog } = app.services;
    const rowOf = (position: number, outcome: 'refused' | 'added') => ({
      ...{ importId: id, position, file: `${position}.jpg`, person: null, outcome, message: '', draftId: null },
    });
    const listed = async () =>
      (await grace.get(`/imports/${id}/files`)).json.items.map(({ file }: { file: string }) => file);
    const setState = (state: 'running' | 'failed') =>
      catalog.updateTable('imports').set({ state }).where('id', '=', id).execute();
    await setState('running');
    await catalog
      .insertInto('importResults')
      .values([rowOf(1, 'refused'), rowOf(5, 'refused')])
      .execute();
    expect(await listed()).to.deep.equal([]);
    await catalog
      .insertInto('importResults')
      .values([rowOf(0, 'added'), rowOf(2, 'added')])
      .execute();
    expect(await listed()).to.deep.equal(['0.jpg', '1.jpg', '2.jpg']);
    await setState('failed');
    expect(await listed()).to.deep.equal(['0.jpg', '1.jpg', '2.jpg', '5.jpg']);
  });

  it('of an export refuse names in the field that has them', async () => {
    await grace.post('/people', { json: { name: 'Ada' } });
    const { bytes } = await grace.get('/me/export');
    const { id } = (await grace.post('/imports', { form: zipForm(bytes) })).json;
    expectProblem(await grace.patch(`/imports/${id}`, { json: { unnamed: 'X' } }), 422, 'field_invalid', 'unnamed');
    const people = [{ number: 0, name: 'X' }];
    expectProblem(await grace.patch(`/imports/${id}`, { json: { people } }), 422, 'field_invalid', 'people');
  });

  for (const [what, json, field] of [
    [
      'a number that nobody has',
      {
        people: [
          { number: 0, name: 'X' },
          { number: 99, name: 'Y' },
        ],
      },
      'people.1.number',
    ],
    [
      'an empty name',
      {
        unnamed: 'Others',
        people: [
          { number: 0, name: 'X' },
          { number: 1, name: ' ' },
        ],
      },
      'name',
    ],
    ['an unknown encoding', { encoding: 'klingon' }, 'encoding'],
    ['an encoding and names', { encoding: 'cp437', people: [{ number: 0, name: 'X' }] }, 'encoding'],
    ['an unknown field', { people: [{ number: 0, name: 'X' }], more: true }, 'more'],
  ] as const) {
    it(`stay as they are after a change with ${what}`, async () => {
      const id = await upload();
      const before = [(await grace.get(`/imports/${id}`)).json, await peopleIn(id)];
      const { status, json: problem } = await grace.patch(`/imports/${id}`, { json });
      expect([status, problem.field]).to.deep.equal([field === 'name' ? 400 : 422, field]);
      expect([(await grace.get(`/imports/${id}`)).json, await peopleIn(id)]).to.deep.equal(before);
    });
  }

  it('are listed, the newest first, piece by piece', async () => {
    const [one, two] = [await upload(), await upload()];
    const first = await grace.get('/imports?limit=1');
    expect(first.json.items[0].id).to.equal(two);
    const three = await upload();
    const second = await grace.get(`/imports?cursor=${first.json.next}`);
    expect(second.json.items.map(({ id }: { id: string }) => id)).to.deep.equal([one]);
    expect((await grace.get('/imports')).json.items[0].id).to.equal(three);
    expectProblem(await grace.post('/imports', { form: zipForm(zip) }), 409, 'imports_unfinished');
  });

  it('are refused without a zip, or with what is none', async () => {
    expectProblem(await grace.post('/imports', { json: {} }), 400, 'zip_missing');
    expectProblem(await grace.post('/imports', { json: { file: 'AAAA' } }), 422, 'zip_unreadable');
    expectProblem(await grace.post('/imports', { json: { file: ['AAAA', 'AAAA'] } }), 400, 'too_many_zips');
    expectProblem(
      await grace.post('/imports', { json: { file: 'AAAA', start: 'soon' } }),
      422,
      'field_invalid',
      'start',
    );
    expect((await grace.get('/imports')).json.items).to.deep.equal([]);
  });

  it('are nobody else’s', async () => {
    const id = await upload();
    for (const path of ['', '/people', '/files'])
      expectProblem(await eve.get(`/imports/${id}${path}`), 404, 'import_not_found');
    for (const path of ['/start', '/resume'])
      expectProblem(await eve.post(`/imports/${id}${path}`), 404, 'import_not_found');
    expectProblem(await eve.patch(`/imports/${id}`, { json: {} }), 404, 'import_not_found');
    expectProblem(await eve.delete(`/imports/${id}`), 404, 'import_not_found');
    expect((await grace.get(`/imports/${id}`)).json.state).to.equal('waiting');
    expect((await grace.delete(`/imports/${id}`)).status).to.equal(204);
  });
});
