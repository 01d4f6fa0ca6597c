import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { answerItself, type Meddle } from '../support/proxy';
import { Stage, signInAs } from './support/stage';

describe('send.js', () => {
  const stage = Stage.setUp();

  /** Sends a form from a page by the module. @returns its answer, and all progress that it reported */
  const send = (fields: Record<string, string>, more = '') => `(async () => {
    const { send } = await import(${JSON.stringify(stage.app.services.assets.url('send.js'))});
    const form = new FormData();
    for (const [name, value] of Object.entries(${JSON.stringify(fields)})) form.append(name, value);
    const heard = { fractions: [], lines: [] };
    const leaving = new AbortController();
    const options = { onProgress: (fraction) => heard.fractions.push(fraction), onLine: (line) => heard.lines.push(line), signal: leaving.signal };
    ${more}
    return { ...(await send('/images', form, options)), ...heard };
  })()`;
  const A_FILE = "form.append('file', new Blob(['x'.repeat(100_000)]), 'page.html');";

  it('gives the fault’s sentence', () =>
    stage.visit({ as: 'Grace', expects: [/status of 400/] }, async (page) => {
      const answer = await page.evaluate(send({ name: 'Ada' }));
      expect(answer).to.deep.include({
        ok: false,
        status: 400,
        id: 'no_file',
        message: 'Please choose a photo.',
        details: [],
      });
    }));

  it('offers to sign in when the session has ended, in a new tab, and what was typed can be sent from here then', () =>
    stage.visit({ as: 'Mabel', expects: [/status of 40[01]/] }, async (page) => {
      await page.getByLabel('Name', { exact: true }).fill('Ada');
      await stage.app.services.catalog.deleteFrom('sessions').execute();
      expect(await page.evaluate(send({ name: 'Ada' }))).to.include({ ok: false, id: 'not_signed_in' });
      const opened = page.waitForEvent('popup');
      await page.getByRole('link', { name: 'Sign in in a new tab' }).click();
      const tab = await opened;
      await signInAs(tab, 'Mabel');
      await tab.close();
      expect(await page.getByLabel('Name', { exact: true }).inputValue()).to.equal('Ada');
      expect(await page.evaluate(send({ name: 'Ada' }))).to.include({ id: 'no_file' });
    }));

  it('reports the upload’s progress', () =>
    stage.visit({ as: 'Grace', expects: [/status of 415/] }, async (page) => {
      const { status, fractions } = (await page.evaluate(send({ name: 'Ada' }, A_FILE))) as {
        status: number;
        fractions: number[];
      };
      expect(status).to.equal(415);
      expect(fractions.at(-1)).to.equal(1);
    }));

  it('follows to the page that the answer leads to', () =>
    stage.visit({ as: 'Grace' }, async (page) => {
      await page.route('**/images', (route) =>
        route.fulfill({ status: 303, headers: { Location: '/settings?from=images' } }),
      );
      const answer = await page.evaluate(send({}));
      expect(answer).to.deep.include({ ok: true, status: 200, location: '/settings?from=images' });
    }));

  it('passes on each line of a stream, and its end', () =>
    stage.visit({ as: 'Grace' }, async (page) => {
      const body = '{"stage":"reading"}\n\n{"stage":"finding","of":3}\n{"location":"/done"}';
      await page.route('**/images', (route) => route.fulfill({ contentType: 'application/x-ndjson', body }));
      const answer = await page.evaluate(send({}));
      expect(answer).to.deep.include({
        ok: true,
        location: '/done',
        lines: [{ stage: 'reading' }, { stage: 'finding', of: 3 }, { location: '/done' }],
      });
    }));

  it('gives the fault at the end of a stream', () =>
    stage.visit({ as: 'Grace' }, async (page) => {
      const body = '{"stage":"reading"}\n{"error":{"id":"no_face","message":"No face.","details":["a"]}}\n';
      await page.route('**/images', (route) => route.fulfill({ contentType: 'application/x-ndjson', body }));
      expect(await page.evaluate(send({}))).to.deep.include({
        ok: false,
        status: 200,
        id: 'no_face',
        message: 'No face.',
        details: ['a'],
      });
    }));

  it('has a sentence for half a line', () =>
    stage.visit({ as: 'Grace' }, async (page) => {
      const half = { contentType: 'application/x-ndjson', body: '{"stage":' };
      await page.route('**/images', (route) => route.fulfill(half));
      expect(await page.evaluate(send({}))).to.deep.include({ ok: false, status: 200, id: 'unreadable' });
    }));

  it('takes a stream that ends before its last line for a lost connection', () =>
    stage.visit({ as: 'Grace' }, async (page) => {
      const cut = { contentType: 'application/x-ndjson', body: '{"stage":"reading"}\n' };
      await page.route('**/images', (route) => route.fulfill(cut));
      expect(await page.evaluate(send({}))).to.deep.include({ ok: false, status: 0, id: 'connection_lost' });
    }));

  it('has a sentence for a connection that is lost', () =>
    stage.visit({ as: 'Grace', expects: [/ERR_CONNECTION_RESET/] }, async (page) => {
      await page.route('**/images', (route) => route.abort('connectionreset'));
      expect(await page.evaluate(send({}))).to.deep.include({ ok: false, status: 0, id: 'broke_off' });
    }));

  it('can be canceled', () =>
    stage.visit({ as: 'Grace' }, async (page) => {
      await page.route('**/images', () => {}); // it is never answered
      expect(await page.evaluate(send({}, 'setTimeout(() => leaving.abort());'))).to.deep.include({
        ok: false,
        id: 'cancelled',
        message: 'Canceled.',
      });
      expect(await page.evaluate(send({}, 'leaving.abort();'))).to.deep.include({ ok: false, id: 'cancelled' });
    }));
});

describe('send.js behind a proxy that answers itself', () => {
  const stage = Stage.setUpBehindProxy();

  /** What people read when they post a file and the proxy meddles. */
  const told = (page: Page, meddle: Meddle, size = 100) => {
    stage.proxy.meddle = meddle;
    return page.evaluate(`(async () => {
      const { send } = await import(${JSON.stringify(stage.app.services.assets.url('send.js'))});
      const form = new FormData();
      form.set('file', new Blob([new Uint8Array(${size})]), 'a.jpg');
      const { ok, status, message } = await send('/recognition', form);
      return { ok, status, message };
    })()`) as Promise<{ ok: boolean; status: number; message: string }>;
  };

  it('says what to do, in a sentence for each kind of answer', () =>
    stage.visit(
      {
        as: 'Grace',
        expects: [
          /status of \d+/,
          /Failed to load|failed request|ERR_|CSP|Content Security|Refused|violates|another host/,
        ],
      },
      async (page) => {
        const page413 = '<html><head><title>413 Request Entity Too Large</title></head></html>';
        for (const [status, text, sentence] of [
          [413, page413, /proxy refused the file as too large.*client_max_body_size/],
          [502, '<h1>Bad gateway</h1>', /can’t reach the app/],
          [503, '<h1>Unavailable</h1>', /isn’t available/],
          [504, '<h1>Timeout</h1>', /took too long.*proxy_read_timeout/],
          [403, '<h1>Blocked</h1>', /firewall refused/],
          [522, 'error code: 522', /Cloudflare can’t reach your server \(error 522\)/],
          [418, '<h1>?</h1>', /answered instead of the app \(error 418\)/],
          [200, '<form>Please sign in</form>', /perhaps a sign-in page/],
        ] as const) {
          const answer = await told(page, answerItself(status, text));
          expect(answer).to.deep.include({ ok: false, status });
          expect(answer.message).to.match(sentence);
        }
        const json = answerItself(502, '{"error":"upstream"}', { 'Content-Type': 'application/json' });
        expect((await told(page, json)).message).to.match(/can’t reach the app/);

        const away: Meddle = ({ method }, response) => {
          if (method === 'GET') return false;
          response.writeHead(302, { Location: 'http://127.0.0.1:9/sign-in' }).end();
          return true;
        };
        expect((await told(page, away)).message).to.match(/^You’re signed out/);

        const hangUp: Meddle = ({ method }, response) => {
          if (method === 'POST') response.destroy();
          return method === 'POST';
        };
        expect((await told(page, hangUp)).message).to.equal('The connection was lost. Please try again.');
        expect((await told(page, hangUp, 2_000_000)).message).to.match(/a proxy in front of the app limits their size/);
        await page.context().setOffline(true);
        expect((await told(page, hangUp)).message).to.match(/^You’re offline/);
        await page.context().setOffline(false);
      },
    ));
});
