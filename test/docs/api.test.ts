import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { describeCalls } from '../../scripts/api/book';
import { VARIABLES } from '../../src/api/description/curl';
import { EXAMPLE_FILES } from '../../src/api/examples';
import { OPERATIONS } from '../../src/api/operations';
import { ExampleGallery, exampleFile } from '../support/api-examples';
import { startApp, type TestApp } from '../support/app';

const page = readFileSync(path.join(__dirname, '..', '..', 'docs', 'api.md'), 'utf8');
const run = promisify(execFile);
/** Prints the status below each answer. */
const CURL = `curl() { command curl -sS -w '\\n%{http_code}' "$@"; }`;

/** The commands of the page, each below the heading of its call, with the statuses that it names. */
const sections = page
  .split(/^### /m)
  .slice(1)
  .map((text) => ({
    summary: text.slice(0, text.indexOf('\n')),
    command: /```sh\n([\s\S]*?)\n```/.exec(text)?.[1] ?? '',
    statuses: [...(/^Answers .*$/m.exec(text)?.[0].matchAll(/(?<= )(\d{3}): /g) ?? [])].map(([, status]) =>
      Number(status),
    ),
  }));

describe('docs/api.md', () => {
  let app: TestApp;
  let shared: ExampleGallery;
  let folder: string;
  before(async () => {
    app = await startApp();
    shared = await ExampleGallery.begin(app, 'Reader');
    folder = mkdtempSync(path.join(tmpdir(), 'curl-'));
    for (const name of Object.values(EXAMPLE_FILES)) writeFileSync(path.join(folder, name), await exampleFile(name));
  });
  after(async () => {
    await app.close();
    rmSync(folder, { recursive: true });
  });

  it('is what npm run docs:api prints', () => {
    expect(describeCalls()).to.equal(page);
  });

  it('has a command for every call', () => {
    expect(sections.map(({ summary }) => summary)).to.have.members(OPERATIONS.map(({ summary }) => summary));
    expect(sections.filter(({ command }) => !command.startsWith('curl '))).to.deep.equal([]);
  });

  for (const { id, summary, method } of OPERATIONS) {
    it(`has a command that does what it says: ${id}`, async () => {
      const { command = '', statuses = [] } = sections.find((each) => each.summary === summary) ?? {};
      const gallery = method === 'get' ? shared : await ExampleGallery.begin(app, `Writer of ${id}`);
      const named = [...VARIABLES].filter(([, variable]) => new RegExp(`\\$${variable}\\b`).test(command));
      const ids = await gallery.idsIn(named.map(([example]) => example).join(' '));
      const variables = Object.fromEntries(named.map(([example, variable]) => [variable, ids.get(example)]));
      const env = { ...process.env, ...variables, URL: app.url, KEY: gallery.client.key };
      const { stdout } = await run('bash', ['-c', `${CURL}\n${command}`], { cwd: folder, env });
      expect(statuses, `${command}\n${stdout}`).to.include(Number(stdout.slice(-3)));
    }).timeout(120_000);
  }
});
