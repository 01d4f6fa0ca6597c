import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { expect } from 'chai';

const root = path.join(__dirname, '..', '..');

/** Chooses an engine as on another kind of machine, in a process of its own. */
function choose(wanted: string, architecture: string): { engine?: string; reason?: string; failed?: string } {
  const program = `
    Object.defineProperty(process, 'arch', { value: '${architecture}' });
    const { chooseEngine } = require('./src/engine/choose-engine');
    chooseEngine('${wanted}')
      .catch((error) => ({ failed: error.message }))
      .then((outcome) => console.log(JSON.stringify(outcome)));
  `;
  const printed = execFileSync(process.execPath, ['-r', 'ts-node/register/transpile-only', '-e', program], {
    cwd: root,
    encoding: 'utf8',
  });
  return JSON.parse(printed);
}

describe('chooseEngine', () => {
  it('takes the native engine where it has a binary', () => {
    expect(choose('auto', process.arch)).to.deep.equal({ engine: 'native' });
  });

  it('falls back to WebAssembly where it has none, and says why', () => {
    const { engine, reason } = choose('auto', 'mips');
    expect(engine).to.equal('wasm');
    expect(reason).to.include('onnxruntime');
  });

  it('takes WebAssembly when told to, without a word', () => {
    expect(choose('wasm', process.arch)).to.deep.equal({ engine: 'wasm' });
  });

  it('fails rather than fall back when the native one was asked for by name', () => {
    expect(choose('native', 'mips').failed).to.include('onnxruntime');
  });
});
