import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { expect } from 'chai';

const root = path.join(__dirname, '..', '..');

/** Chooses an engine as on another kind of machine, in a process of its own. @returns the choice and the log */
function choose(wanted: string, architecture: string): { chosen?: string; failed?: string; warnings: number } {
  const program = `
    Object.defineProperty(process, 'arch', { value: '${architecture}' });
    const { chooseEngine } = require('./src/engine/choose-engine');
    let warnings = 0;
    chooseEngine('${wanted}', { warn: () => warnings++ })
      .then((chosen) => ({ chosen }), (error) => ({ failed: error.message }))
      .then((outcome) => console.log(JSON.stringify({ ...outcome, warnings })));
  `;
  const printed = execFileSync(process.execPath, ['-r', 'ts-node/register/transpile-only', '-e', program], {
    cwd: root,
    encoding: 'utf8',
  });
  return JSON.parse(printed);
}

describe('chooseEngine', () => {
  it('takes the native engine where it has a binary', () => {
    expect(choose('auto', process.arch)).to.deep.equal({ chosen: 'native', warnings: 0 });
  });

  it('falls back to WebAssembly where it has none, with one line in the log', () => {
    expect(choose('auto', 'mips')).to.deep.equal({ chosen: 'wasm', warnings: 1 });
  });

  it('takes WebAssembly when told to, without a word', () => {
    expect(choose('wasm', process.arch)).to.deep.equal({ chosen: 'wasm', warnings: 0 });
  });

  it('fails rather than fall back when the native one was asked for by name', () => {
    expect(choose('native', 'mips').failed).to.include('onnxruntime');
  });
});
