import { chmodSync, chownSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { temporaryFolder } from '../support/app-process';
import { filesBelow } from '../support/files';
import { Container } from './support/container';
import { buildImage, podman } from './support/podman';

const SOMEBODY = 123456;

/** A folder of this machine for the volume, which belongs to a user. */
function folderOf(user: number): string {
  const folder = path.join(temporaryFolder(), 'data');
  mkdirSync(folder, { mode: 0o755 });
  chmodSync(path.dirname(folder), 0o755);
  chownSync(folder, user, user);
  return folder;
}

describe('the user in the container', () => {
  const started: Container[] = [];
  const start = async (...options: string[]) => {
    const container = await Container.start(options);
    started.push(container);
    return container;
  };
  before('build the image', function () {
    this.timeout(1_800_000);
    buildImage();
  });
  after(async () => {
    for (const container of started) await container.remove();
  });

  it('may be any, with a folder of their own', async () => {
    const folder = folderOf(SOMEBODY);
    const container = await (await start(`--user=${SOMEBODY}`, `--volume=${folder}:/data`)).ready();
    expect(await container.exec('id', '-u')).to.equal(String(SOMEBODY));
    expect(statSync(path.join(folder, 'catalog.sqlite')).uid).to.equal(SOMEBODY);
    expect(await container.stop()).to.equal(0);
  });

  it('may be any of group 0, with a new volume', async () => {
    const container = await (await start(`--user=${SOMEBODY}:0`, '--volume=/data')).ready();
    expect(await container.exec('stat', '-c', '%u:%g', '/data/catalog.sqlite')).to.equal(`${SOMEBODY}:0`);
    expect(await container.stop()).to.equal(0);
  });

  it('is told what to do when the volume is somebody else’s', async () => {
    const folder = folderOf(0);
    const container = await start(`--volume=${folder}:/data`);
    expect(await container.ended()).to.equal(1);
    expect(await container.logs()).to.match(
      /^DATA_DIR is \/data, where this user can't write \(.+\): run `chown -R 1000 \/data` as root, or set another DATA_DIR\.$/m,
    );
    expect(filesBelow(folder)).to.deep.equal([]);
  });

  it('is told what to do when a file in the volume is somebody else’s, as root has restored it', async () => {
    const folder = folderOf(1000);
    writeFileSync(path.join(folder, 'app-secret'), 'of another user '.repeat(4), { mode: 0o600 });
    const container = await start(`--volume=${folder}:/data`);
    expect(await container.ended()).to.equal(1);
    expect(await container.logs()).to.match(
      /^DATA_DIR has \/data\/app-secret, which this user can't write: run `chown -R 1000 \/data` as root, or set another DATA_DIR\.$/m,
    );
  });

  it('gets a secret from a file, as Compose and Kubernetes mount it', async () => {
    const folder = folderOf(1000);
    const secrets = temporaryFolder();
    chmodSync(secrets, 0o755);
    writeFileSync(path.join(secrets, 'app_secret'), 'short');
    const container = await start(`--volume=${folder}:/data`, `--volume=${secrets}:/run/secrets:ro`);
    expect(await container.ended()).to.equal(1);
    expect(await container.logs()).to.include('APP_SECRET is shorter than 32 characters');
    expect((await podman('inspect', container.id)).includes('"short"')).to.equal(false);
  });
});
