import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { exampleAddress } from '../../src/api/description/curl';
import { OPERATIONS } from '../../src/api/operations';
import type { JsonBody, Operation } from '../../src/api/protocol/operation';
import { type ApiAnswer, type ApiClient, apiClient, expectProblem } from '../support/api';
import type { TestApp } from '../support/app';
import { everythingKept } from '../support/kept';
import { setUpApp } from '../support/set-up-app';

const taking = (kind: 'json' | 'files') => OPERATIONS.filter(({ body }) => body?.kind === kind);

const nested = (depth: number) => `{"page":${'['.repeat(depth)}${']'.repeat(depth)}}`;

describe('a body for the API', () => {
  let app: TestApp;
  let client: ApiClient;
  let before: object;
  setUpApp(['Ada'], async (started) => {
    app = started;
    client = await apiClient(app, 'Ada');
    await client.get('/me');
    before = await everythingKept(app);
  });
  afterEach('nothing is stored', async () => expect(await everythingKept(app)).to.deep.equal(before));

  async function send(
    operation: Operation,
    body: string | Uint8Array<ArrayBuffer>,
    headers: Record<string, string> = {},
  ) {
    const address = exampleAddress(operation);
    const response = await fetch(`${app.url}/api/v1${address}`, {
      method: operation.method.toUpperCase(),
      headers: { 'X-Api-Key': client.key ?? '', 'Content-Type': 'application/json', ...headers },
      body,
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    const answer: ApiAnswer = {
      status: response.status,
      headers: response.headers,
      bytes,
      json: bytes.length > 0 ? JSON.parse(bytes.toString()) : undefined,
    };
    return answer;
  }

  it('abuse 162: that isn’t JSON, or not UTF-8, is refused', async () => {
    for (const operation of taking('json')) {
      for (const body of [
        ...(operation.method === 'delete' ? [] : ['']),
        '{',
        '{"page":}',
        "{'page':1}",
        'page=1',
        '{}{}',
        new Uint8Array([0x22, 0xff, 0x22]),
      ])
        expectProblem(await send(operation, body), 400, 'json_malformed');
    }
  });

  it('abuse 162: of another type, or compressed, is refused', async () => {
    for (const operation of taking('json')) {
      for (const type of [
        'text/plain',
        'application/x-www-form-urlencoded',
        'application/jsonx',
        'text/json; a=application/json',
      ])
        expectProblem(await send(operation, '{}', { 'Content-Type': type }), 415, 'body_unsupported');
      for (const encoding of ['gzip', 'br', 'identity, gzip'])
        expectProblem(
          await send(operation, new Uint8Array(gzipSync('{}')), { 'Content-Encoding': encoding }),
          415,
          'body_unsupported',
        );
    }
    for (const operation of taking('files')) {
      for (const type of ['text/plain', 'image/jpeg'])
        expect((await send(operation, 'a', { 'Content-Type': type })).status, operation.id).to.equal(415);
    }
  });

  it('abuse 162: of a wrong form is refused, and the field is named', async () => {
    for (const operation of taking('json')) {
      for (const body of ['null', '3', '"text"', 'true'])
        expect((await send(operation, body)).status, `${operation.id}: ${body}`).to.equal(422);
      const unknown = await send(operation, '{"nobodyKnows":{"this":1}}');
      expect([unknown.status, typeof unknown.json.field], operation.id).to.deep.equal([422, 'string']);
      for (const name of ['__proto__', 'constructor', 'toString'])
        expect((await send(operation, `{"${name}":{"a":1}}`)).status, `${operation.id}: ${name}`).to.equal(422);
    }
  });

  it('abuse 162: that is nested deeply, however deep, is refused', async () => {
    for (const operation of taking('json')) {
      for (const depth of [25, 400]) expectProblem(await send(operation, nested(depth)), 422, 'json_too_deep');
    }
  });

  it('abuse 162: that is larger than the largest is refused before all of it is read', async () => {
    for (const operation of taking('json')) {
      const { kilobytes } = operation.body as JsonBody;
      expectProblem(await send(operation, `"${'a'.repeat(kilobytes * 1000)}"`), 413, 'body_too_large');
    }
  });

  it('abuse 162: with a text that can’t be stored is refused', async () => {
    for (const operation of taking('json'))
      for (const text of ['a\\u0000b', '\\ud800'])
        expectProblem(await send(operation, `{"page":"${text}"}`), 400, 'text_invalid');
  });
});
