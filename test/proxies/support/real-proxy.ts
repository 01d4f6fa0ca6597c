import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { freePort, temporaryFolder, until } from '../../support/app-process';
import { firstOf } from '../../support/elements';

const EXAMPLES = path.join(__dirname, '..', '..', '..', 'deploy', 'proxies');

/** Where a proxy listens and what it leads to: a host and a port each. */
interface Places {
  port: number;
  app: string;
}

interface Kind {
  /** Makes an example one for this machine: another port, without TLS. */
  adapt(example: string, places: Places): string;
  /** Returns the command that runs it. `folder` has the example, adapted, as `site`. */
  command(folder: string): readonly string[];
}

const leadTo = (example: string, { app }: Places) => example.replaceAll('127.0.0.1:8080', app);

/** What Debian's nginx.conf has around each site, but with everything in one folder. */
const aroundNginx = (folder: string) => `
daemon off;
pid ${folder}/pid;
error_log stderr;
events {}
http {
  access_log off;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((each) => `${each}_temp_path ${folder}/${each};`).join(' ')}
  include ${folder}/site;
}`;

const KINDS = {
  nginx: {
    adapt: (example, places) =>
      leadTo(example, places)
        .replace('listen 443 ssl;', `listen 127.0.0.1:${places.port};`)
        .replace(/^\s*ssl_.*$/gm, '')
        .replace(/server_name .*;/, 'server_name localhost;'),
    command(folder) {
      writeFileSync(path.join(folder, 'nginx.conf'), aroundNginx(folder));
      return ['nginx', '-e', 'stderr', '-p', folder, '-c', path.join(folder, 'nginx.conf')];
    },
  },
  Caddy: {
    adapt: (example, places) =>
      `{\n\tadmin off\n}\n${leadTo(example, places).replace(/^(faces\.)?example\.org \{/m, `http://localhost:${places.port} {`)}`,
    command: (folder) => ['caddy', 'run', '--adapter', 'caddyfile', '--config', path.join(folder, 'site')],
  },
  HAProxy: {
    adapt: (example, places) =>
      leadTo(example, places)
        .replace(/bind :443 .*/, `bind 127.0.0.1:${places.port}`)
        .replace('X-Forwarded-Proto https', 'X-Forwarded-Proto http'),
    command: (folder) => ['haproxy', '-db', '-f', path.join(folder, 'site')],
  },
} satisfies Record<string, Kind>;

export type ProxyKind = keyof typeof KINDS;

/** A proxy that people use, with an example of deploy/proxies. */
export class RealProxy {
  readonly #ended: Promise<unknown>;
  #printed = '';

  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
    private readonly folder: string,
  ) {
    this.#ended = once(child, 'exit');
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (this.#printed += text));
  }

  /** Returns a port for a proxy, which the app has to know before the proxy starts. */
  static freePort = freePort;

  /** @param target the app's own address */
  static async start(kind: ProxyKind, example: string, port: number, target: string): Promise<RealProxy> {
    const folder = temporaryFolder();
    const { adapt, command }: Kind = KINDS[kind];
    const places = { port, app: `127.0.0.1:${new URL(target).port}` };
    writeFileSync(path.join(folder, 'site'), adapt(readFileSync(path.join(EXAMPLES, example), 'utf8'), places));
    mkdirSync(path.join(folder, 'home'));
    const run = command(folder);
    const env = { ...process.env, HOME: path.join(folder, 'home'), XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
    const child = spawn(firstOf(run), run.slice(1), { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const proxy = new RealProxy(`http://localhost:${port}`, child, folder);
    await until(() => proxy.#answers());
    return proxy;
  }

  async #answers(): Promise<boolean> {
    if (this.child.exitCode !== null) throw new Error(`The proxy has ended:\n${this.#printed}`);
    return fetch(this.url).then(
      () => true,
      () => false,
    );
  }

  async close(): Promise<void> {
    this.child.kill('SIGTERM'); // SIGKILL would leave nginx's other process
    await this.#ended;
    rmSync(this.folder, { recursive: true, force: true });
  }
}
