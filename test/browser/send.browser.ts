import { expect } from 'chai';
import { Stage } from './support/stage';

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

  for (const [what, body, contentType] of [
    ['a page of a proxy', '<h1>Bad gateway</h1>', 'text/html'],
    ['half a line', '{"stage":', 'application/x-ndjson'],
  ] as const) {
    it(`has a sentence for ${what}`, () =>
      stage.visit({ as: 'Grace', expects: [/status of 502/] }, async (page) => {
        await page.route('**/images', (route) => route.fulfill({ status: 502, contentType, body }));
        expect(await page.evaluate(send({}))).to.deep.include({ ok: false, status: 502, id: 'unreadable' });
      }));
  }

  it('has a sentence for a connection that is lost', () =>
    stage.visit({ as: 'Grace', expects: [/ERR_CONNECTION_RESET/] }, async (page) => {
      await page.route('**/images', (route) => route.abort('connectionreset'));
      expect(await page.evaluate(send({}))).to.deep.include({ ok: false, status: 0, id: 'connection_lost' });
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
