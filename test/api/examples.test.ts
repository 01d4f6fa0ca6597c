import { expect } from 'chai';
import { OPERATIONS } from '../../src/api/operations';
import { createApp } from '../../src/app';
import { API_PREFIX, isForApi } from '../../src/web/responses/api-paths';
import { ExampleGallery } from '../support/api-examples';
import { sendExample } from '../support/api-requests';
import { startApp, type TestApp } from '../support/app';
import { routesOf } from '../support/routes';

describe('every call of the API', () => {
  let app: TestApp;
  let shared: ExampleGallery;
  before(async () => {
    app = await startApp();
    shared = await ExampleGallery.begin(app, 'Reader');
  });
  after(() => app.close());

  it('is described, and is a route of the app', () => {
    const described = OPERATIONS.map(({ method, path }) => `${method.toUpperCase()} ${API_PREFIX}${path}`);
    const routes = routesOf(createApp(app.services)).filter(isForApi);
    const compreFace = /^\/api\/v1\/(?:recognition|detection|verification)\//; // docs/compreface.md
    const own = routes.filter(({ path }) => !compreFace.test(path));
    expect(own.map(({ method, path }) => `${method} ${path}`)).to.have.members(described);
    expect(new Set(OPERATIONS.map(({ id }) => id)).size).to.equal(OPERATIONS.length);
  });

  for (const operation of OPERATIONS) {
    it(`answers its example as it says: ${operation.id}`, async () => {
      const gallery =
        operation.method === 'get' ? shared : await ExampleGallery.begin(app, `Writer of ${operation.id}`);
      const answer = await sendExample(gallery.client, { ...operation, example: await gallery.realExample(operation) });
      const described = operation.answers[answer.status];
      expect(described, `${answer.status}: ${answer.bytes.toString().slice(0, 500)}`).not.to.equal(undefined);
      expect(answer.status).to.be.within(200, 299);
      const type = answer.headers.get('Content-Type') ?? '';
      if (described?.schema) described.schema.parse(answer.json);
      else if (described?.media) expect(type).to.include(described.media);
      else expect(answer.bytes.length).to.equal(0);
    }).timeout(120_000);
  }

  it('has examples of answers that fit their schemas', () => {
    for (const { id, answers } of OPERATIONS) {
      for (const { schema, example } of Object.values(answers))
        if (example !== undefined) expect(() => schema?.parse(example), id).not.to.throw();
    }
  });
});
