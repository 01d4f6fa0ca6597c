import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { AppProcess, temporaryFolder } from '../support/app-process';
import { signIn } from '../support/browser';
import { COMPILED, requireFaultTools } from '../support/fault-tools';
import { ADA_IN_SAMPLE_1, cropFace } from '../support/photos';
import { facesOn, recognize } from '../support/results';

/** `sin_addr=inet_addr("…")` or `inet_pton(AF_INET6, "…", …)` of a call. */
const ADDRESS = /inet_(?:addr\(|pton\(AF_INET6, )"([^"]+)"/;
const LOOPBACK = /^(127\.[\d.]+|::1|::ffff:127\.[\d.]+)$/;
const OPENED = /openat\([^"]*"([^"]+)", [^)]*O_(?:WRONLY|RDWR|CREAT)/;
const DEVICES = /^\/(dev|proc)\//;

/** The processes that a process has started. */
const childrenOf = (pid: number) =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number);

describe('the system calls of the app', function () {
  this.timeout(120_000);
  let folder: string;
  before(() => {
    requireFaultTools('strace');
    folder = temporaryFolder();
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const engine of ['native', 'wasm'])
    it(`reach no other machine and write nothing outside DATA_DIR, from a start to a recognition (${engine})`, async () => {
      const log = path.join(folder, `${engine}.strace`);
      const home = path.join(folder, 'home');
      const dataDir = path.join(folder, `data-${engine}`);
      mkdirSync(home, { recursive: true });
      const calls = 'trace=connect,sendto,sendmsg,sendmmsg,openat';
      const app = await AppProcess.start(
        { HOME: home, XDG_CACHE_HOME: '', ORT_DISABLE_TELEMETRY: '', DATA_DIR: dataDir, RECOGNITION_ENGINE: engine },
        ['strace', '-f', '--seccomp-bpf', '-qq', '-e', calls, '-o', log, ...COMPILED],
      );
      expect(facesOn(await recognize(await signIn(app.url, 'Grace'), await cropFace(ADA_IN_SAMPLE_1)))).to.have.length(
        1,
      );
      // strace, writing to a file, lets no signal end it, and ends with what it runs.
      for (const pid of childrenOf(app.child.pid ?? 0)) process.kill(pid, 'SIGTERM');
      await app.ended;
      const lines = readFileSync(log, 'utf8').split('\n');
      const reached = lines.filter((line) => !LOOPBACK.test(ADDRESS.exec(line)?.[1] ?? '127.0.0.1'));
      const written = lines.map((line) => OPENED.exec(line)?.[1]).filter((file) => file !== undefined);
      expect(reached).to.deep.equal([]);
      expect(written.some((file) => file.startsWith(dataDir))).to.equal(true);
      expect(written.filter((file) => !file.startsWith(dataDir) && !DEVICES.test(file))).to.deep.equal([]);
    });
});
