import { expect } from 'chai';
import { buildImage, IMAGE, inspect, podman } from './support/podman';

interface Image {
  Size: number;
  Config: {
    User: string;
    Env: string[];
    Entrypoint: string[];
    StopSignal: string;
    Volumes: Record<string, unknown>;
    ExposedPorts: Record<string, unknown>;
  };
  Healthcheck: { Test: string[] };
}

const MB = 1e6;
/** What the sum of all files' sizes is, with the folders that lead to them. */
const sizeOf = async (folder: string) => Number((await inImage('du', '-sb', folder)).split('\t')[0]);
const inImage = (...command: string[]) =>
  podman('run', '--rm', '--network=none', '--ulimit=nofile=4096:4096', '--ulimit=nproc=4096:4096', IMAGE, ...command);

describe('the image', () => {
  let image: Image;
  before('build it', async function () {
    this.timeout(1_800_000);
    buildImage();
    image = await inspect<Image>(IMAGE);
  });

  it('has at most 450 MB, of which node_modules has at most 340 MB', async () => {
    expect(image.Size / MB).to.be.at.most(450);
    expect((await sizeOf('/app/node_modules')) / MB).to.be.at.most(340);
  });

  it('runs as a user without rights, keeps everything in one volume, and passes signals on', () => {
    const { User, Volumes, ExposedPorts, Entrypoint, StopSignal } = image.Config;
    expect(User).to.equal('1000:1000');
    expect(Object.keys(Volumes)).to.deep.equal(['/data']);
    expect(Object.keys(ExposedPorts)).to.deep.equal(['8080/tcp']);
    expect(Entrypoint).to.deep.equal(['tini', '--']);
    expect(StopSignal).to.match(/^(SIGTERM|15)$/);
    expect(image.Healthcheck.Test).to.deep.equal(['CMD', 'node', '/app/healthcheck.js']);
  });

  it('has no compiler, no package manager of Node’s, and no secret', async () => {
    const found = await inImage('sh', '-c', 'command -v cc gcc make python3 npm npx tsc || true');
    expect(found).to.equal('');
    expect(
      await inImage('sh', '-c', 'ls -d /app/node_modules/typescript/lib /app/src /app/.env 2>/dev/null || true'),
    ).to.equal('');
    expect(image.Config.Env.filter((each) => /secret|key|certs/i.test(each))).to.deep.equal([]);
  });

  it('has binaries of one platform alone', async () => {
    const binaries = await inImage(
      'find',
      '/app/node_modules',
      '-name',
      '*.node',
      '-o',
      '-name',
      '*.so*',
      '-o',
      '-name',
      '*.dll',
    );
    const own = `linux[-/]${process.arch}|${process.arch === 'x64' ? 'linux-x64' : 'linux-arm64'}`;
    expect(binaries.split('\n').filter((file) => !new RegExp(own).test(file))).to.deep.equal([]);
    expect(binaries).to.include('libonnxruntime').and.to.include('sharp').and.to.include('glibc.node');
  });

  it('lets nobody but root change the app', async () => {
    expect(await inImage('find', '/app', '-writable', '-not', '-type', 'l')).to.equal('');
  });
});
