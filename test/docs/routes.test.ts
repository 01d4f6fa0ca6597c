import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { describeRoutes } from '../../scripts/routes/table';
import { createApp } from '../../src/app';
import { startApp, type TestApp } from '../support/app';
import { routesOf } from '../support/routes';

const page = readFileSync(path.join(__dirname, '..', '..', 'docs', 'routes.md'), 'utf8');

describe('docs/routes.md', () => {
  let app: TestApp;
  before(async () => {
    app = await startApp();
  });
  after(() => app.close());

  it('is what npm run routes prints', () => {
    expect(describeRoutes(app.services)).to.equal(page);
  });

  it('has every route of the app', () => {
    const rows = [...page.matchAll(/^\| ([A-Z]+) \| `([^`]+)` \|/gm)].map(
      ([, method, address]) => `${method} ${address}`,
    );
    expect(rows).to.have.members(routesOf(createApp(app.services)).map(({ method, path }) => `${method} ${path}`));
  });
});
