import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import request from 'supertest';
import { noFace } from '../../../src/errors';
import type { Context } from '../../../src/web/context';
import { addNotices } from '../../../src/web/pages/notices';
import { type Report, streamProgress } from '../../../src/web/responses/progress-stream';
import { type Received, receivePhotos } from '../../../src/web/uploads/receive-photos';
import { type SmallApp, smallApp } from '../small-app';

const ACCEPT = 'application/x-ndjson, application/json;q=0.9';

describe('an answer in stages', () => {
  let app: SmallApp;
  let work: (say: Report, ctx: Context<object, Partial<Received>>) => Promise<string>;

  before(() => {
    const limits = { photoMegabytes: 1 };
    app = smallApp('<p>Done</p>', async (ctx) => {
      if (ctx.method === 'GET') return ctx.render('view', { title: 'A page' });
      Object.assign(ctx.session, { visited: true });
      const receive = receivePhotos(path.join(app.folder, 'incoming'), limits, 1);
      await receive(ctx, async () => streamProgress(ctx, (say) => work(say, ctx)));
    });
    mkdirSync(path.join(app.folder, 'incoming'));
  });
  after(() => app.close());

  const post = (agent: ReturnType<typeof request.agent>) =>
    agent.post('/').set('Accept', ACCEPT).attach('file', Buffer.from('photo'), 'a.jpg').buffer().parse(asText);
  const asText = (response: request.Response, done: (error: Error | null, text: string) => void) => {
    let text = '';
    response.on('data', (chunk: Buffer) => (text += chunk)).on('end', () => done(null, text));
  };
  const linesOf = (body: string) =>
    body
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));

  it('reports each stage, keeps the files only while it lasts, and ends with where to go', async () => {
    let file = '';
    let there = false;
    work = async (say, ctx) => {
      file = ctx.state.uploads?.[0].path ?? '';
      say({ stage: 'reading' });
      await new Promise((resolve) => setImmediate(resolve));
      await new Promise((resolve) => ctx.res.write('', resolve)); // the headers are sent by now
      there = existsSync(file);
      say({ stage: 'finding' });
      return '/done';
    };
    const { body, headers } = await post(request.agent(app.callback)).expect(200);
    expect(headers['content-type']).to.include('application/x-ndjson');
    expect(linesOf(body)).to.deep.equal([{ stage: 'reading' }, { stage: 'finding' }, { location: '/done' }]);
    expect(there).to.equal(true);
    expect(existsSync(file)).to.equal(false);
  });

  it('ends with the fault, which is logged', async () => {
    app.logged.length = 0;
    work = async () => {
      throw noFace();
    };
    const [{ error }] = linesOf((await post(request.agent(app.callback))).body);
    expect(error).to.include({ id: 'no_face', message: 'No face was found in the photo.' });
    expect(app.logged).to.have.length(1);
    expect(app.logged[0]).to.include({ msg: 'request refused', id: 'no_face' });
  });

  it('says nothing about unforeseen errors', async () => {
    work = async () => {
      throw new Error('unforeseen');
    };
    const { body } = await post(request.agent(app.callback));
    expect(body).to.include('There was an error in the app.').and.not.include('unforeseen');
  });

  it('keeps its notices for the page that follows, and not for what a script is redirected to', async () => {
    const agent = request.agent(app.callback);
    work = async (_say, ctx) => {
      await new Promise((resolve) => ctx.res.write('', resolve));
      addNotices(ctx, [{ kind: 'success', text: 'It was added.' }]);
      return '/done';
    };
    await post(agent);
    const get = (accept: string) => agent.get('/done').set('Accept', accept).expect(200);
    expect((await get(ACCEPT)).text).not.to.include('It was added.');
    expect(
      (await get('text/html').set('X-Keep-Notices', 'yes')).text,
      'a page of which a part is wanted',
    ).not.to.include('It was added.');
    expect((await get('text/html')).text).to.include('It was added.');
    expect((await get('text/html')).text).not.to.include('It was added.');
  });
});
