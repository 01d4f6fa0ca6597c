import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import https from 'node:https';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { freePort, temporaryFolder, until } from '../support/app-process';
import { buildImage, IMAGE, podman } from './support/podman';

const CADDY = 'localhost/familiar-faces-caddy';
const LIMITS = '--ulimit nofile=4096:4096 --ulimit nproc=4096:4096';
const EXAMPLES = path.join(__dirname, '..', '..', 'deploy', 'compose');

/** The project of a compose file, with other ports and images of this machine. */
class Project {
  readonly #file: string;

  constructor(
    readonly name: string,
    example: string,
    replaced: ReadonlyArray<readonly [string, string]>,
    private readonly env: Record<string, string>,
  ) {
    let content = readFileSync(path.join(EXAMPLES, example), 'utf8').replace(
      'image: familiar-faces',
      `image: ${IMAGE}`,
    );
    for (const [from, to] of replaced) content = content.replace(from, to);
    this.#file = path.join(temporaryFolder(), example);
    writeFileSync(this.#file, content);
  }

  #compose(...parameters: string[]): void {
    const options = ['--podman-args=--runtime runc', `--podman-run-args=${LIMITS}`, '-p', this.name, '-f', this.#file];
    execFileSync('podman-compose', [...options, ...parameters], {
      env: { ...process.env, ...this.env },
      stdio: 'ignore',
    });
  }

  /** Starts it, and waits until the app says that it is ready. */
  async start(): Promise<void> {
    this.#compose('up', '--no-build', '--detach');
    await until(async () => (await this.logs()).includes('FamiliarFaces is ready'));
  }

  logs = () => podman('logs', `${this.name}_familiar-faces_1`);

  remove(): void {
    this.#compose('down', '--volumes');
  }
}

const get = async (address: string): Promise<[status: number | undefined, body: string]> => {
  // Caddy's own certificate for localhost is signed by nobody else.
  const request = https.get(address, { rejectUnauthorized: false, family: 4 });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return [response.statusCode, await text(response)];
};

describe('the compose files', () => {
  let project: Project;
  before('build the images', async function () {
    this.timeout(1_800_000);
    buildImage();
    if (
      await podman('image', 'exists', CADDY).then(
        () => true,
        () => false,
      )
    )
      return;
    const folder = temporaryFolder();
    const install = 'RUN apt-get update && apt-get install -y --no-install-recommends caddy';
    const base = `localhost/familiar-faces-base:${execFileSync('dpkg', ['--print-architecture'], { encoding: 'utf8' }).trim()}`;
    writeFileSync(path.join(folder, 'Dockerfile'), `FROM ${base}\n${install}\n`);
    await podman('build', '--quiet', '--isolation=chroot', '--tag', CADDY, folder);
  });
  afterEach(() => project.remove());

  it('start the app alone, on a port of this machine, with the link for the first account', async () => {
    const port = await freePort();
    const address = `http://localhost:${port}`;
    project = new Project('ff-app', 'app.yaml', [["'8080:8080'", `'${port}:8080'`]], { PUBLIC_URL: address });
    await project.start();
    expect(await (await fetch(`${address}/health/ready`)).json()).to.deep.equal({ status: 'ok' });
    expect(await project.logs()).to.match(new RegExp(`^  ${address}/\\S+token=`, 'm'));
  });

  it('start the app behind Caddy, with TLS', async () => {
    const port = await freePort();
    const replaced = [
      ["'80:80', '443:443'", `'${port}:443'`],
      ['docker.io/library/caddy:2', CADDY],
    ] as const;
    project = new Project('ff-caddy', 'caddy.yaml', replaced, { FACES_HOST: 'localhost' });
    await project.start();
    const address = `https://localhost:${port}`;
    await until(() =>
      get(`${address}/health/live`).then(
        ([status]) => status === 200,
        () => false,
      ),
    );
    expect(await get(`${address}/health/ready`)).to.deep.equal([200, '{"status":"ok"}']);
    expect(await project.logs())
      .to.include('https://localhost/')
      .and.not.include('TRUST_PROXY is 0');
  });
});
