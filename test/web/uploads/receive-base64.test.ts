import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { photoTooLarge } from '../../../src/errors';
import type { Context } from '../../../src/web/context';
import { receiveBase64 } from '../../../src/web/uploads/receive-base64';
import type { Received } from '../../../src/web/uploads/receive-photos';
import { UploadSpace } from '../../../src/web/uploads/upload-space';
import { type SmallApp, smallApp } from '../small-app';

describe('files in Base64', () => {
  let folder: string;
  let app: SmallApp;
  let server: http.Server;
  let url: string;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'base64-'));
    const space = new UploadSpace(folder, 7_000_000);
    const receive = receiveBase64(folder, {
      ...{ fields: ['file', 'other'], limit: 3, megabytes: 2, tooLarge: () => photoTooLarge(2), space },
    });
    app = smallApp('', (ctx) =>
      receive(ctx as never, async () => {
        const { uploads, fields } = (ctx as Context<object, Received>).state;
        const files = uploads.map(({ field, path: file }) => ({ field, bytes: readFileSync(file).toString('hex') }));
        ctx.type = 'json';
        ctx.body = { files, fields };
      }),
    );
    server = http.createServer(app.callback).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(async () => {
    server.close();
    server.closeAllConnections();
    app.close();
    await rm(folder, { recursive: true });
  });
  afterEach(() => expect(readdirSync(folder)).to.deep.equal([]));

  async function send(body: string | Uint8Array, headers: Record<string, string> = {}) {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json', ...headers },
      body: body as string,
    });
    // biome-ignore lint/suspicious/noExplicitAny: answers have two shapes
    return { status: response.status, json: (await response.json()) as any };
  }

  const expectRefused = async (status: number, id: string, body: string | Uint8Array, headers = {}) => {
    const answer = await send(body, headers);
    expect([answer.status, answer.json.error?.id], JSON.stringify(answer.json)).to.deep.equal([status, id]);
  };

  const files = ({ json }: { json: { files: Array<{ bytes: string }> } }) => json.files.map(({ bytes }) => bytes);

  it('arrive as they were, whatever their length', async () => {
    for (const length of [0, 1, 2, 3, 4, 100, 65_536, 1_999_999]) {
      const bytes = randomBytes(length);
      const answer = await send(JSON.stringify({ name: 'Ada', insist: true, file: bytes.toString('base64') }));
      expect(files(answer)).to.deep.equal([bytes.toString('hex')]);
      expect(answer.json.fields).to.deep.equal({ name: 'Ada', insist: 'true' });
    }
  });

  it('come several in a list, in fields of any order', async () => {
    const [one, two, three] = [randomBytes(70_000), randomBytes(5), randomBytes(200_000)].map((each) => ({
      hex: each.toString('hex'),
      text: each.toString('base64'),
    }));
    const body = { other: [three?.text], 'say "file":': { file: 'no file' }, file: [one?.text, two?.text] };
    const answer = await send(JSON.stringify(body, null, 2));
    expect(answer.json.files).to.deep.equal([
      { field: 'other', bytes: three?.hex },
      { field: 'file', bytes: one?.hex },
      { field: 'file', bytes: two?.hex },
    ]);
    expect(answer.json.fields).to.deep.equal({ 'say "file":': { file: 'no file' } });
  });

  it('may have a prefix, no padding, the other alphabet, line breaks and the escapes that programs write', async () => {
    const bytes = randomBytes(100_001);
    const text = bytes.toString('base64');
    for (const written of [
      `data:image/jpeg;base64,${text}`,
      text.replace(/=+$/, ''),
      bytes.toString('base64url'),
      text.replaceAll('/', '\\/').replaceAll('+', '\\u002B'),
      text.replace(/.{76}/g, '$&\\r\\n'),
    ])
      expect(files(await send(`{"\\u0066ile":"${written}"}`))).to.deep.equal([bytes.toString('hex')]);
  });

  it('that aren’t Base64 are refused, with the field', async () => {
    for (const text of [
      'A',
      'AB=',
      'AB==C',
      'A===',
      '=',
      'ä',
      'AAAA BBBB',
      'data:image/jpeg,AAAA',
      'data:',
      'AA\\\\AA',
    ])
      await expectRefused(422, 'field_invalid', `{"file":"${text}"}`);
    for (const value of ['5', 'null', '{}', '[["AAAA"]]', '[5]', '"AAAA","file":"AAAA"'])
      await expectRefused(422, 'field_invalid', `{"file":${value}}`);
  });

  it('in JSON that is none are refused', async () => {
    const whole = '{"file":["AAAA","AAAA"],"name":"Ada"}';
    for (let length = 1; length < whole.length; length++)
      await expectRefused(400, 'json_malformed', whole.slice(0, length));
    for (const body of [`${whole}}`, `${whole}x`, '{"file":"AAAA"]', ']]{{"file":"AAAA"', '{file:"AAAA"}'])
      await expectRefused(400, 'json_malformed', body);
    await expectRefused(400, 'json_malformed', Buffer.from('{"file":"AAAA","name":"\xff"}', 'latin1'));
  });

  it('that are missing, too many or too large are refused, and so is too much beside them', async () => {
    await expectRefused(400, 'no_file', '{}');
    await expectRefused(400, 'no_file', '[{"file":"AAAA"}]');
    await expectRefused(400, 'no_file', '{"file":[]}');
    await expectRefused(400, 'too_many_files', JSON.stringify({ file: Array(4).fill('AAAA') }));
    await expectRefused(413, 'photo_too_large', JSON.stringify({ file: 'A'.repeat(2_700_000) }));
    await expectRefused(413, 'photo_too_large', JSON.stringify({ file: 'A'.repeat(20_000_000) }));
    await expectRefused(413, 'field_too_long', JSON.stringify({ name: 'A'.repeat(200_000), file: 'AAAA' }));
    await expectRefused(413, 'field_too_long', `{"file":"AAAA"${' '.repeat(200_000)}}`);
  });

  it('compressed, or as another type, are refused', async () => {
    await expectRefused(415, 'body_unsupported', '{"file":"AAAA"}', { 'Content-Encoding': 'gzip' });
    await expectRefused(415, 'body_unsupported', '{"file":"AAAA"}', { 'Content-Type': 'text/plain' });
  });

  it('take up what they have of the room for uploads, and give it back', async () => {
    const body = JSON.stringify({ file: Array(3).fill('A'.repeat(2_600_000)) });
    for (let times = 0; times < 5; times++) expect((await send(body)).status).to.equal(200);
    const statuses = await Promise.all([1, 2].map(async () => (await send(body)).status));
    expect(statuses.filter((status) => status === 200)).to.not.deep.equal([]);
    expect((await send(body)).status).to.equal(200);
  });
});
