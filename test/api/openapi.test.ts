import { expect } from 'chai';
import { OPERATIONS } from '../../src/api/operations';
import { PROBLEM } from '../../src/web/responses/problem';
import { ApiClient } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { Browser } from '../support/browser';

interface Described {
  openapi: string;
  servers: Array<{ url: string }>;
  paths: Record<
    string,
    Record<string, { operationId: string; 'x-scopes': string[]; responses: Record<string, Refused> }>
  >;
  components: { schemas: Record<string, object> };
}
interface Refused {
  description: string;
  content: Record<string, { schema: object }>;
  'x-faults'?: string[];
}

describe('the description of the API', () => {
  let app: TestApp;
  let visitor: Browser;
  let text: string;
  let described: Described;
  before(async () => {
    app = await startApp();
    visitor = new Browser(app.url);
    ({ text } = await visitor.get('/api/openapi.json'));
    described = JSON.parse(text);
  });
  after(() => app.close());

  it('is OpenAPI 3.1', async () => {
    const { Validator } = await import('@seriousme/openapi-schema-validator');
    const validator = new Validator();
    const { valid, errors } = await validator.validate(JSON.parse(text));
    expect(errors ?? []).to.deep.equal([]);
    expect([valid, validator.version]).to.deep.equal([true, '3.1']);
    expect(described.servers).to.deep.equal([{ url: `${app.url}/api/v1` }]);
  });

  it('refers to nothing that it doesn’t have', () => {
    const named = [...text.matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path = '']) => path.split('/'));
    expect(named.length).to.be.above(0);
    const found = (path: string[]) =>
      path.reduce<unknown>((at, key) => (at as Record<string, unknown>)?.[key], described);
    expect(named.filter((path) => found(path) === undefined).map((path) => path.join('/'))).to.deep.equal([]);
  });

  it('has every call with its scopes, its answers and what it may refuse', () => {
    const all = Object.values(described.paths).flatMap((methods) => Object.values(methods));
    expect(all.map(({ operationId }) => operationId)).to.have.members(OPERATIONS.map(({ id }) => id));
    for (const { id, scopes, answers } of OPERATIONS) {
      const operation = all.find(({ operationId }) => operationId === id);
      expect(operation?.['x-scopes'], id).to.deep.equal([...scopes]);
      const { responses = {} } = operation ?? {};
      expect(Object.keys(responses), id).to.include.members([...Object.keys(answers), '400', '401', '429', '503']);
      expect(Object.hasOwn(responses, '403'), id).to.equal(scopes.length > 0);
      expect(responses['401']?.content[PROBLEM]?.schema).to.deep.equal({ $ref: '#/components/schemas/Problem' });
      expect(responses['401']?.['x-faults']).to.include.members(['key_missing', 'key_revoked']);
    }
  });

  it('says nothing in the form of the library that reads requests', () => {
    expect(text).not.to.match(/"parameter":|\$defs|9007199254740991/);
  });

  it('is sent to everybody, and once only', async () => {
    const first = await visitor.get('/api/openapi.json');
    expect(first.headers.get('Content-Type')).to.match(/^application\/json/);
    const { status, bytes } = await visitor.get('/api/openapi.json', {
      'If-None-Match': first.headers.get('ETag') ?? '',
    });
    expect([status, bytes.length]).to.deep.equal([304, 0]);
  });
});

describe('the reference of the API', () => {
  let app: TestApp;
  let text: string;
  before(async () => {
    app = await startApp();
    ({ text } = await new Browser(app.url).get('/api/reference'));
  });
  after(() => app.close());

  it('has every call with an example', () => {
    for (const { id, summary } of OPERATIONS) expect(text).to.include(`id="${id}">${summary}</h3>`);
    expect(text.match(/>curl /g)).to.have.length(OPERATIONS.length);
    expect(text).not.to.match(/undefined|\[object/);
  });

  it('explains what a problem document names', async () => {
    const { json } = await new ApiClient(app.url, undefined).get('/me');
    const [path, anchor] = json.type.split('#');
    expect(path).to.equal('/api/reference');
    expect(text).to.include(`id="${anchor}"`).and.include(json.detail);
  });

  it('links to nothing that it doesn’t have, and to nothing outside', () => {
    const ids = new Set([...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    const linked = [...text.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    expect(linked.filter((id) => !ids.has(id))).to.deep.equal([]);
    expect(text).not.to.match(/(?:href|src)="https?:/);
    expect(ids.size, 'no id twice').to.equal(text.match(/ id="/g)?.length);
  });
});
