import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { appendFile, readFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { expect } from 'chai';
import { type Move, move } from '../../scripts/compreface/move';
import { type ApiClient, apiClient } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { signIn } from '../support/browser';
import { ADA_IN_SAMPLE_1, ADA_IN_SAMPLE_3, BEA, cropFace, photoForm } from '../support/photos';

const NOTHING_NEW = { subjects: 0, added: 0, refusedSubjects: [] };

describe('moving from CompreFace', () => {
  let app: TestApp;
  let ada: ApiClient;
  let eve: ApiClient;
  let request: Move;
  before(async () => {
    app = await startApp();
    for (const name of ['Ada', 'Eve', 'Mac']) await signIn(app.url, name);
    ada = await apiClient(app, 'Ada');
    eve = await apiClient(app, 'Eve');
    await ada.post('/recognition/subjects', { json: { subject: 'Cleo & Co/2' } });
    for (const [subject, place] of [
      ['Ada', ADA_IN_SAMPLE_1],
      ['Ada', ADA_IN_SAMPLE_3],
      ['Bea', BEA],
    ] as const)
      await ada.post(`/recognition/faces?subject=${subject}`, {
        form: photoForm([['photo.jpg', await cropFace(place)]]),
      });
    // Somebody whom the source takes for Bea.
    await ada.post('/recognition/faces?subject=Bea&insist=true', {
      form: photoForm([['photo.jpg', await cropFace(ADA_IN_SAMPLE_1, 0.6)]]),
    });
    const journal = path.join(app.dataDir, 'moved.jsonl');
    request = { from: app.url, fromKey: ada.key ?? '', to: app.url, toKey: eve.key ?? '', journal };
  });
  after(() => app.close());

  const subjectsOf = async (client: ApiClient) => {
    const { json } = await client.get('/recognition/faces');
    return json.faces.map(({ subject }: { subject: string }) => subject).sort();
  };

  it('stops where it is interrupted, and goes on from there', async () => {
    const interrupted = move(request, () => {
      throw new Error('interrupted');
    });
    expect(await interrupted.catch(({ message }) => message)).to.equal('interrupted');
    expect(await subjectsOf(eve)).to.deep.equal(['Ada']);
    await appendFile(request.journal, '{"from":"http'); // a line that wasn't written whole
    const { refused, ...moved } = await move(request);
    expect(moved).to.deep.equal({ subjects: 0, added: 2, known: 1, refusedSubjects: [] });
    expect(refused.map(({ subject }) => subject)).to.deep.equal(['Bea']);
    expect(refused[0]?.reason).to.equal('The face looks more like Ada than Bea.');
    expect(await subjectsOf(eve)).to.deep.equal(['Ada', 'Ada', 'Bea']);
    const { json } = await eve.get('/recognition/subjects');
    expect(json.subjects).to.have.members(['Cleo & Co/2', 'Ada', 'Bea']);
  });

  it('adds nothing twice, with its journal or without, and says again what was refused', async () => {
    const { refused, ...repeated } = await move(request);
    expect([repeated, refused.length]).to.deep.equal([{ ...NOTHING_NEW, known: 3 }, 1]);
    const { refused: still, ...anew } = await move({ ...request, journal: `${request.journal}-2` });
    expect([anew, still.length]).to.deep.equal([{ ...NOTHING_NEW, known: 3 }, 1]);
    expect(await readFile(request.journal, 'utf8'))
      .to.not.include(request.fromKey)
      .and.not.include(request.toKey);
  });

  it('takes another gallery for another target, though the address is the same', async () => {
    const mac = await apiClient(app, 'Mac');
    const { refused, ...moved } = await move({ ...request, toKey: mac.key ?? '' });
    expect([moved, refused.length]).to.deep.equal([{ subjects: 3, added: 3, known: 0, refusedSubjects: [] }, 1]);
    expect(await subjectsOf(mac)).to.deep.equal(['Ada', 'Ada', 'Bea']);
  });

  it('ends when a key isn’t taken', async () => {
    const message = await move({ ...request, fromKey: 'ff_nobody' }).catch((error) => error.message);
    expect(message).to.include('This API key doesn’t exist.');
  });

  for (const status of [401, 403, 429, 500] as const)
    it(`ends when the source answers ${status} to an image, and takes nothing for done`, async () => {
      const journal = `${request.journal}-${status}`;
      await withSource({ subjects: [] }, status, async (from) => {
        const message = await move({ ...request, from, journal }).catch((error) => error.message);
        expect(message).to.equal('Not now.');
      });
      expect(existsSync(journal)).to.equal(false);
    });

  it('passes over an image that the source doesn’t have, and a name that can’t be one', async () => {
    const journal = `${request.journal}-404`;
    await withSource({ subjects: [' ', 'Dora'] }, 404, async (from) => {
      const { refused, refusedSubjects, subjects } = await move({ ...request, from, journal });
      expect([refused.length, subjects]).to.deep.equal([1, 1]);
      expect(refusedSubjects.map(({ subject }) => subject)).to.deep.equal([' ']);
    });
  });

  /** Serves a source with one image, which it answers with a status. */
  async function withSource(subjects: object, status: number, run: (address: string) => Promise<void>): Promise<void> {
    const faces = { faces: [{ image_id: 'a', subject: 'Dora' }], total_pages: 1 };
    const server = http.createServer((incoming, response) => {
      const { pathname } = new URL(incoming.url ?? '', 'http://source');
      if (pathname.endsWith('/img'))
        response.writeHead(status, { 'Retry-After': '0.01' }).end('{"message":"Not now."}');
      else response.end(JSON.stringify(pathname.endsWith('/subjects') ? subjects : faces));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      await run(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }
});
