import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import type { Scope } from '../../src/auth/keys/scopes';
import { type ApiClient, apiClient, expectProblem } from '../support/api';
import { formOf, personOf, settleApi } from '../support/api-gallery';
import { startApp, type TestApp } from '../support/app';
import { facelessPhoto, samplePhoto } from '../support/photos';

interface Face {
  person: { name: string } | null;
  certainty: string;
  candidates: Array<{ person: { name: string }; certainty: string }>;
}

// In the photo, Bea’s face is the first one and Ada’s the last; nobody knows the one in between.
describe('recognitions over the API', () => {
  let app: TestApp;
  let client: ApiClient;
  let mallory: ApiClient;
  let recognition: string;
  before(async () => {
    app = await startApp();
    client = await settleApi(app, 'Ada');
    mallory = await settleApi(app, 'Mallory');
    recognition = (await client.post('/recognitions?keep=true', { form: formOf(samplePhoto(1)) })).json.id;
  });
  after(() => app.close());

  const withScopes = (...scopes: Scope[]) => apiClient(app, 'Ada', scopes);

  /** Everything that belongs to galleries: rows, by table, and files. */
  async function stored(): Promise<unknown[]> {
    const { catalog } = app.services;
    const tables = ['people', 'photos', 'verdicts', 'ignoredFaces', 'recognitions', 'recognizedFaces'] as const;
    const counts: unknown[] = [];
    for (const table of [...tables, 'idempotentRequests'] as const)
      counts.push([table, (await catalog.selectFrom(table).selectAll().execute()).length]);
    for (const name of ['uploads', 'recognitions', 'incoming']) {
      const folder = path.join(app.dataDir, name);
      const files = existsSync(folder) ? readdirSync(folder, { recursive: true, withFileTypes: true }) : [];
      counts.push([name, files.filter((file) => file.isFile()).length]);
    }
    return counts;
  }

  it('abuse 172: a key that may only say who faces are doesn’t add or delete photos or people', async () => {
    const verdicts = await withScopes('verdicts:write');
    const photos = await withScopes('verdicts:write', 'photos:write');
    const [face, ada] = [`/recognitions/${recognition}/faces/2`, await personOf(app, 'Ada', 'Ada')];
    const before = await stored();
    const keeping = { json: { person: ada, keep: true } };
    expectProblem(await verdicts.post(`${face}/confirm`, keeping), 403, 'scope_missing');
    expectProblem(await verdicts.post(`${face}/name`, { json: { name: 'Ada' } }), 403, 'scope_missing');
    expectProblem(await photos.post(`${face}/name`, { json: { name: 'Cleo' } }), 403, 'scope_missing');
    expect(await stored()).to.deep.equal(before);
    const cleo = (await client.post(`${face}/name`, { json: { name: 'Cleo' } })).json.person.id;
    await repeatLastVerdict(600); // so that it is more than one step to take them back, and the photo is in the last one
    const named = await stored();
    for (const each of [verdicts, photos])
      expectProblem(await each.delete(`${face}/verdicts/${cleo}`), 403, 'scope_missing');
    expect(await stored()).to.deep.equal(named);
    expect((await client.delete(`${face}/verdicts/${cleo}`)).status).to.equal(204);
  });

  /** Repeats the latest verdict, as an import may; the photo that it added comes of the last one. */
  async function repeatLastVerdict(times: number): Promise<void> {
    const { catalog } = app.services;
    const latest = catalog.selectFrom('verdicts').selectAll().orderBy('id', 'desc').limit(1);
    const { id, ...verdict } = await latest.executeTakeFirstOrThrow();
    await catalog.insertInto('verdicts').values(Array(times).fill(verdict)).execute();
    const { id: last } = await latest.executeTakeFirstOrThrow();
    await catalog.updateTable('photos').set({ verdictId: last }).where('verdictId', '=', id).execute();
  }

  it('abuse 173: a photo that isn’t to be kept leaves nothing, nor does one that is refused', async () => {
    const before = await stored();
    const headers = { 'Idempotency-Key': 'camera' };
    for (const photo of [samplePhoto(1), await facelessPhoto(), Buffer.from('text'), samplePhoto(1).subarray(0, 9000)])
      for (const query of ['', '?keep=false&landmarks=true'])
        await client.post(`/recognitions${query}`, { form: formOf(photo), headers });
    expectProblem(
      await client.post('/recognitions?keep=true', { form: formOf(Buffer.from('text')) }),
      ...([415, 'photo_unsupported'] as const),
    );
    await client.post('/compare', { form: formOf(samplePhoto(1), samplePhoto(1)), headers });
    expect(await stored()).to.deep.equal(before);
  });

  it('abuse 174: results, faces and people of another gallery are as if they never were', async () => {
    const ada = await personOf(app, 'Ada', 'Ada');
    const own = await personOf(app, 'Mallory', 'Ada');
    await client.request('PUT', `/recognitions/${recognition}/faces/2/ignored`, { json: { reason: 'person' } });
    const { json } = await client.get('/ignored-faces');
    const ignored = json.items[0].id;
    const before = await stored();
    const attempts = (result: string, person: string, ignoredFace: string) => {
      const face = `/recognitions/${result}/faces/1`;
      return [
        ...['', '/photo', '/faces/1/image'].map(
          (what) => ['GET', `/recognitions/${result}${what}`, undefined] as const,
        ),
        ['DELETE', `/recognitions/${result}`, undefined] as const,
        ['POST', `/recognitions/${result}/confirm-all`, {}] as const,
        ['POST', `/recognitions/${result}/undo-confirm-all`, { faces: [], at: '2026-11-26T12:00:00.000Z' }] as const,
        ...['confirm', 'reject'].map((what) => ['POST', `${face}/${what}`, { person }] as const),
        ['POST', `${face}/name`, { name: 'Ada' }] as const,
        ['PUT', `${face}/ignored`, { reason: 'person' }] as const,
        ['DELETE', `${face}/ignored`, undefined] as const,
        ['DELETE', `${face}/verdicts/${person}`, undefined] as const,
        ['DELETE', `/ignored-faces/${ignoredFace}`, undefined] as const,
      ];
    };
    const unknown = attempts('unknown', own, 'unknown');
    for (const [i, [method, address, body]] of attempts(recognition, own, ignored).entries()) {
      const sent = body === undefined ? {} : { json: body };
      const answer = await mallory.request(method, address, sent);
      const other = await mallory.request(method, unknown[i]?.[1] ?? '', sent);
      expect([answer.status, answer.json.id], address).to.deep.equal([404, other.json.id]);
    }
    const made = await mallory.post('/recognitions?keep=true', { form: formOf(samplePhoto(1)) });
    const foreign = await mallory.post(`/recognitions/${made.json.id}/faces/1/confirm`, { json: { person: ada } });
    expectProblem(foreign, 404, 'person_not_found');
    await mallory.delete('/recognitions?all=true');
    expect(await stored()).to.deep.equal(before);
    expect((await mallory.get('/recognitions')).json.items).to.deep.equal([]);
    expect((await mallory.get('/ignored-faces')).json.items).to.deep.equal([]);
    await client.delete(`/ignored-faces/${ignored}`);
  });

  it('abuse 175: nobody is offered whom the page wouldn’t: rejected, or named elsewhere in the photo', async () => {
    const [bea, ada] = [await personOf(app, 'Ada', 'Bea'), await personOf(app, 'Ada', 'Ada')];
    const face = (number: number) => `/recognitions/${recognition}/faces/${number}`;
    await client.post(`${face(1)}/reject`, { json: { person: bea } });
    await client.post(`${face(3)}/confirm`, { json: { person: ada } });
    const unkept = await client.post('/recognitions?candidates=20', { form: formOf(samplePhoto(1)) });
    const kept = await client.get(`/recognitions/${recognition}?candidates=20`);
    for (const { json } of [unkept, kept]) {
      const faces: Face[] = json.faces;
      expect(faces[0]?.candidates.map(({ person }) => person.name)).to.deep.equal(['Ada']);
      expect(faces[2]?.candidates.map(({ person }) => person.name)).to.deep.equal(['Ada']);
      for (const { person, certainty, candidates } of faces)
        for (const each of candidates)
          expect(each.certainty).to.equal(each.person.name === person?.name ? certainty : 'none');
      const names = faces.flatMap(({ person }) => person?.name ?? []);
      expect(new Set(names).size).to.equal(names.length);
    }
    await client.delete(`${face(1)}/verdicts/${bea}`);
    await client.delete(`${face(3)}/verdicts/${ada}`);
  });

  it('abuse 176: an address whose id is missing deletes nothing', async () => {
    const before = await stored();
    for (const address of ['/recognitions', '/recognitions/', '/recognitions?all=', '/recognitions?all=false'])
      expectProblem(await client.delete(address), 422, 'field_invalid', 'all');
    expect(await stored()).to.deep.equal(before);
  });

  it('abuse 177: a cursor that nobody was given is refused', async () => {
    const cursors = ['x', '%00', 'e30', Buffer.from('{"id":1,"createdAt":"x"}').toString('base64url'), 'A'.repeat(501)];
    for (const list of ['/recognitions', '/ignored-faces'])
      for (const cursor of cursors) {
        const { status, json } = await client.get(`${list}?cursor=${cursor}`);
        expect([status, json.id], cursor).to.be.deep.oneOf([
          [422, 'field_invalid'],
          [400, 'text_invalid'],
        ]);
      }
    const foreign = (await client.get('/recognitions?limit=1')).json.items[0];
    const place = Buffer.from(JSON.stringify({ id: 'a', createdAt: Date.parse(foreign.createdAt) + 1 }));
    const { json } = await mallory.get(`/recognitions?cursor=${place.toString('base64url')}`);
    expect(json).to.deep.equal({ items: [], next: null });
  });
});
