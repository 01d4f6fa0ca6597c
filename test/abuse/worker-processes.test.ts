import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import pino from 'pino';
import { EnginePool } from '../../src/engine/engine-pool';
import { AppProcess, temporaryFolder, until } from '../support/app-process';
import { FAULTY_WORKER } from '../support/faulty-worker';
import { isThere } from '../support/processes';

const root = path.join(__dirname, '..', '..');
const settings = { engine: 'wasm', precision: 'auto', threads: 1, limits: { photoMegapixels: 1 } } as const;
const job = (what: string) => new Uint8Array(Buffer.from(what));
/** What Linux says of a process. */
const about = (pid: number, what: string) => readFileSync(`/proc/${pid}/${what}`, 'latin1');

describe('a worker’s process', () => {
  it('leaves signals to the app, as Ctrl-C reaches the whole group of processes', async () => {
    const options = { workers: 1, queue: 10, program: FAULTY_WORKER, settings };
    const pool = new EnginePool(options, pino({ level: 'silent' }));
    const worker = (await pool.describe(job('who'))).picture.width;
    const running = pool.describe(job('wait 300'), {
      onStage: () => ['SIGINT', 'SIGTERM', 'SIGHUP'].forEach((signal) => void process.kill(worker, signal)),
    });
    await running;
    expect((await pool.describe(job('who'))).picture.width).to.equal(worker);
    await pool.close();
    expect(isThere(worker), 'after the pool was closed').to.equal(false);
  });

  it('abuse 128: ends when the app is killed, even in the middle of a photo that would never end', async () => {
    const program = path.join(__dirname, '..', 'support', 'pool-alone.ts');
    const app = spawn(process.execPath, ['-r', 'ts-node/register/transpile-only', program], { cwd: root });
    const [printed] = await once(app.stdout, 'data');
    const worker = Number(String(printed));
    expect(isThere(worker)).to.equal(true);
    app.kill('SIGKILL');
    await until(() => !isThere(worker));
  });

  it('has the networks, and not the app’s secrets; the app has neither decoders’ memory nor ONNX Runtime', async () => {
    const app = await AppProcess.start({
      DATA_DIR: path.join(temporaryFolder(), 'data'),
      APP_SECRET: 'a-secret-of-the-app-that-is-long-enough',
    });
    try {
      await until(async () => (await fetch(`${app.url}/health/ready`)).ok);
      const { pid = 0 } = app.child;
      const workers = about(pid, `task/${pid}/children`).trim().split(' ').map(Number);
      expect(workers).to.have.length(1);
      const [worker = 0] = workers;
      expect(about(worker, 'maps')).to.include('onnxruntime');
      expect(about(pid, 'maps')).not.to.include('onnxruntime');
      expect(about(pid, 'environ')).to.include('a-secret-of-the-app');
      expect(about(worker, 'environ')).not.to.include('a-secret-of-the-app');
      expect(about(worker, 'environ')).to.include('ORT_DISABLE_TELEMETRY=1');
    } finally {
      await app.kill();
    }
  });
});
