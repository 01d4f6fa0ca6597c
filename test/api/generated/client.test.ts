import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { EXAMPLE_FILES } from '../../../src/api/examples';
import { apiClient } from '../../support/api';
import { exampleFile } from '../../support/api-examples';
import { startApp, type TestApp } from '../../support/app';
import { Browser, signIn } from '../../support/browser';

const run = promisify(execFile);
const root = path.join(__dirname, '..', '..', '..');
/** Here, packages are found. */
const CACHE = path.join(root, 'node_modules', '.cache');
const COMPILER_OPTIONS = {
  ...{ target: 'es2022', module: 'esnext', moduleResolution: 'bundler', lib: ['es2022', 'dom'], types: ['node'] },
  ...{ strict: true, noUncheckedIndexedAccess: true, skipLibCheck: true },
};

describe('a client that is generated from openapi.json alone', () => {
  let app: TestApp;
  let folder: string;
  before(async () => {
    app = await startApp();
    mkdirSync(CACHE, { recursive: true });
    folder = mkdtempSync(path.join(CACHE, 'client-'));
  });
  after(async () => {
    await app.close();
    rmSync(folder, { recursive: true });
  });

  it('enrols two people, recognizes a group, rejects a name, and sees it gone', async () => {
    const { text } = await new Browser(app.url).get('/api/openapi.json');
    const { default: generate, astToString } = await import('openapi-typescript');
    writeFileSync(path.join(folder, 'openapi.ts'), astToString(await generate(text)));
    copyFileSync(path.join(__dirname, 'household.ts.txt'), path.join(folder, 'household.ts'));
    writeFileSync(path.join(folder, 'package.json'), '{"type":"module"}');
    writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: COMPILER_OPTIONS }));
    const checked = await run(process.execPath, [require.resolve('typescript/bin/tsc'), '-p', folder]).catch(
      ({ stdout }) => ({ stdout }),
    );
    expect(checked.stdout, 'what the compiler says').to.equal('');

    for (const name of Object.values(EXAMPLE_FILES)) writeFileSync(path.join(folder, name), await exampleFile(name));
    await signIn(app.url, 'Ada');
    const { key = '' } = await apiClient(app, 'Ada');
    const { servers } = JSON.parse(text) as { servers: Array<{ url: string }> };
    const program = [path.join(folder, 'household.js'), servers[0]?.url ?? '', key, folder];
    const { stdout } = await run(process.execPath, program);
    expect(JSON.parse(stdout)).to.deep.equal({
      enrolled: ['added', 'added'],
      before: ['Bea', null, 'Ada'],
      after: [null, null, 'Ada'],
    });
  }).timeout(180_000);
});
