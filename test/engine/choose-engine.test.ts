import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { expect } from 'chai';

const root = path.join(__dirname, '..', '..');

interface Outcome {
  engine?: string;
  precision?: string;
  reason?: string;
  failed?: string;
}

/** Chooses an engine as on another kind of machine, in a process of its own, where integers are the faster ones. */
function choose(engine: string, architecture: string, precision = 'auto'): Outcome {
  const program = `
    Object.defineProperty(process, 'arch', { value: '${architecture}' });
    const { chooseEngine } = require('./src/engine/choose-engine');
    chooseEngine({ engine: '${engine}', precision: '${precision}' }, async () => 'int8')
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
    expect(choose('auto', process.arch)).to.deep.equal({ engine: 'native', precision: 'int8' });
  });

  it('falls back to WebAssembly where it has none, and says why', () => {
    const { engine, precision, reason } = choose('auto', 'mips');
    expect([engine, precision]).to.deep.equal(['wasm', 'float32']);
    expect(reason).to.include('onnxruntime');
  });

  it('takes WebAssembly when told to, without a word', () => {
    expect(choose('wasm', process.arch)).to.deep.equal({ engine: 'wasm', precision: 'float32' });
  });

  it('takes floats when told to, however fast integers are', () => {
    expect(choose('native', process.arch, 'float32')).to.deep.equal({ engine: 'native', precision: 'float32' });
  });

  it('fails rather than fall back when the native one was asked for by name', () => {
    expect(choose('native', 'mips').failed).to.include('onnxruntime');
  });
});
