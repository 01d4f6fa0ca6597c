import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { temporaryFolder } from './support/app-process';

const root = path.join(__dirname, '..');

/** Runs a script of the root as an older Node would, as far as it looks at the version. */
function run(script: string, version: string) {
  const posing = `data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'${version}'}})`;
  const { status, stderr } = spawnSync(process.execPath, ['--import', posing, script], { cwd: root, encoding: 'utf8' });
  return { status, said: stderr };
}

describe('a Node that is too old', () => {
  for (const version of ['12.22.12', '20.18.3', '22.11.0'])
    it(`is named in one sentence: ${version}`, () => {
      expect(run('check-node.js', version)).to.deep.equal({
        status: 1,
        said: `FamiliarFaces needs Node.js 20.19 or newer (of 22, 22.12 or newer), but this is Node.js ${version}: install a newer one from https://nodejs.org.\n`,
      });
    });

  for (const version of ['20.19.0', '22.12.0', '24.1.0'])
    it(`is not one that the app runs on: ${version}`, () => {
      expect(run('check-node.js', version)).to.deep.equal({ status: 0, said: '' });
    });

  for (const script of ['server.js', 'supervise.js'])
    it(`is noticed by ${script} before anything else can fail`, () => {
      const { status, said } = run(script, '18.20.8');
      expect([status, said]).to.deep.equal([1, run('check-node.js', '18.20.8').said]);
    });

  it('is noticed by every npm script that runs TypeScript, and by mocha', () => {
    const read = (file: string) => JSON.parse(readFileSync(path.join(root, file), 'utf8'));
    const scripts = Object.values<string>(read('package.json').scripts).filter((each) => /ts-node|--watch/.test(each));
    expect(scripts.length).to.be.above(8);
    expect(scripts.filter((each) => !/^node (-r \.\/)?check-node\.js /.test(each))).to.deep.equal([]);
    expect(read('.mocharc.json').require[0]).to.equal('./check-node.js');
    expect(read('package.json').engines.node).to.equal('^20.19.0 || >=22.12.0');
  });
});

describe('the compiler of TypeScript', () => {
  it('isn’t kept where other processes and users write', () => {
    const TMPDIR = temporaryFolder();
    const loaded = [
      '-r',
      './check-node.js',
      '-r',
      'ts-node/register/transpile-only',
      '-e',
      "require('./src/units.ts')",
    ];
    const env = { ...process.env, DISABLE_V8_COMPILE_CACHE: '', TMPDIR };
    expect(spawnSync(process.execPath, loaded, { cwd: root, env }).status).to.equal(0);
    expect(readdirSync(TMPDIR)).to.deep.equal([]);
    rmSync(TMPDIR, { recursive: true });
  });
});
