import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { expect } from 'chai';
import request from 'supertest';
import { nameTooLong, photosRefused, tooBusy } from '../../../src/errors';
import type { Context } from '../../../src/web/context';
import { showFaultIn } from '../../../src/web/pages/form-faults';
import { receivePhotos } from '../../../src/web/uploads/receive-photos';
import { filesBelow } from '../../support/files';
import { type SmallApp, smallApp } from '../small-app';

const VIEW = `{{#each list}}
<form>{{> fault form=(concat 'rename-' this)}}<input name="name" value="{{typed (concat 'rename-' this) 'name' 'as it was'}}"{{#if (faulty (concat 'rename-' this))}} aria-invalid="true"{{/if}}></form>
{{/each}}`;

describe('a fault in a form', () => {
  let app: SmallApp;
  let throwIn: () => void;
  let renderIn: (ctx: Context) => void;

  before(() => {
    const show = showFaultIn('rename-2', (ctx) => renderIn(ctx));
    const limits = { photoMegabytes: 0.001 };
    app = smallApp(VIEW, async (ctx, next) => {
      if (ctx.method === 'GET') return renderIn(ctx);
      const receive = receivePhotos(path.join(app.folder, 'incoming'), limits, 1);
      const work = async () => throwIn();
      await show(ctx, () => (ctx.is('multipart') ? receive(ctx, work) : work()) as Promise<void>);
      return next();
    });
    mkdirSync(path.join(app.folder, 'incoming'));
  });
  after(() => app.close());
  beforeEach(() => {
    throwIn = () => {
      throw nameTooLong(3);
    };
    renderIn = (ctx) => ctx.render('view', { title: 'A page', list: [1, 2] });
  });

  const post = (fields: Record<string, string> = { name: 'Ada <3' }) =>
    request(app.callback).post('/').set('Accept', 'text/html').type('form').send(fields);
  const forms = (text: string) => text.split('<form>').slice(1);

  it('is shown in that form alone, with its status and what was typed', async () => {
    const { text } = await post().expect(422).expect('Content-Type', /html/);
    const [first, second] = forms(text);
    expect(second).to.match(/role="alert" id="fault-rename-2"[^>]*>\s*The name is longer than 3 characters\./);
    expect(second).to.include('value="Ada &lt;3" aria-invalid="true"');
    expect(first).to.include('value="as it was">').and.not.include('alert');
  });

  it('leaves a field empty that came twice', async () => {
    const { text } = await request(app.callback)
      .post('/')
      .set('Accept', 'text/html')
      .type('form')
      .send('name=Ada&name=Eve')
      .expect(422);
    expect(forms(text)[1]).to.include('value="as it was"').and.not.include('Eve');
  });

  it('shows its details, and when to try again', async () => {
    throwIn = () => {
      throw photosRefused(['a.jpg', 'b.jpg'].map((file) => ({ file, fault: tooBusy() })));
    };
    const { text, headers } = await post().expect(503);
    expect(text).to.include('<li dir="auto">a.jpg: Too many photos').and.include('No photos were added.');
    expect(headers['retry-after']).to.equal('10');
  });

  it('is logged like every other', async () => {
    app.logged.length = 0;
    await post();
    expect(app.logged).to.have.length(1);
    expect(app.logged[0]).to.include({ msg: 'request refused', id: 'name_too_long', status: 422 });
  });

  it('is JSON for a program, and for a script that asks for lines', async () => {
    for (const accept of ['application/json', 'application/x-ndjson, application/json;q=0.9']) {
      const { body } = await post().set('Accept', accept).expect(422);
      expect(body.error).to.deep.include({
        id: 'name_too_long',
        message: 'The name is longer than 3 characters.',
        details: [],
      });
    }
  });

  it('keeps what was typed before a file that is refused', async () => {
    const { text } = await request(app.callback)
      .post('/')
      .set('Accept', 'text/html')
      .field('name', 'Ada')
      .attach('file', Buffer.alloc(2000), 'a.jpg')
      .expect(413);
    expect(text).to.include('value="Ada"').and.include('The photo is larger than 0.001 MB.');
    expect(filesBelow(path.join(app.folder, 'incoming'))).to.deep.equal([]);
  });

  it('keeps what was typed before files that are far too large to be read', async () => {
    const form = new FormData();
    form.append('name', 'Ada');
    form.append('file', new Blob(['x'.repeat(5_000_000)]), 'a.jpg');
    const server = createServer(app.callback).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}/`, {
      method: 'POST',
      body: form,
      headers: { Accept: 'text/html' },
    });
    expect(response.status).to.equal(413);
    expect(await response.text()).to.include('value="Ada"');
    server.close();
  });

  it('is a page of its own when the page of the form can’t be shown, and both are logged', async () => {
    app.logged.length = 0;
    renderIn = () => {
      throw new Error('no catalog');
    };
    const { text } = await post().expect(422);
    expect(text)
      .to.include('<h1 class="h4">Something went wrong</h1>')
      .and.include('The name is longer')
      .and.not.include('no catalog');
    expect(app.logged.map(({ msg }) => msg)).to.deep.equal(['request failed', 'request refused']);
  });

  it('doesn’t catch unforeseen errors, which get their usual answer', async () => {
    throwIn = () => {
      throw new Error('unforeseen');
    };
    const { text } = await post().expect(500);
    expect(text).to.include('There was an error in the app.').and.not.include('unforeseen');
  });

  it('leaves no trace on the next page', async () => {
    await post();
    const { text } = await request(app.callback).get('/').set('Accept', 'text/html').expect(200);
    expect(text).not.to.include('alert');
  });
});
