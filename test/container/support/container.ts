import { freePort, until } from '../../support/app-process';
import { NetworkBridge } from './network-bridge';
import { IMAGE, inspect, podman } from './podman';

interface State {
  State: { Pid: number; Running: boolean; ExitCode: number };
}

/** As strict as the image allows: no network but loopback, nothing writable but the volume, no rights of root's. */
const STRICT = [
  ...['--network=none', '--read-only', '--read-only-tmpfs=false'],
  ...['--cap-drop=all', '--security-opt=no-new-privileges'],
];
/** Podman would raise these limits, which not every machine's root may. */
const LIMITS = ['--ulimit=nofile=4096:4096', '--ulimit=nproc=4096:4096'];

/** The app in a container, of which this machine reaches nothing but its port. */
export class Container {
  #bridge: NetworkBridge | undefined;

  private constructor(
    readonly id: string,
    readonly port: number,
  ) {}

  /** Starts the image. @param options are podman's, such as `--volume` */
  static async start(options: readonly string[], env: Record<string, string> = {}): Promise<Container> {
    const port = await freePort();
    const settings = Object.entries({ PORT: String(port), RECOGNITION_WORKERS: '1', ...env });
    const set = settings.map(([name, value]) => `--env=${name}=${value}`);
    const id = await podman('create', ...STRICT, ...LIMITS, ...set, ...options, IMAGE);
    const container = new Container(id, port);
    await podman('start', id);
    return container;
  }

  /** The address that leads into the container, once it is `ready`. It is the one that the app calls its own, too. */
  get url(): string {
    return `http://localhost:${this.port}`;
  }

  async state(): Promise<State['State']> {
    return (await inspect<State>(this.id)).State;
  }

  logs(): Promise<string> {
    return podman('logs', this.id);
  }

  /** Waits until the app says that it is ready. @throws when it ends before */
  async ready(): Promise<this> {
    await until(async () => {
      if (!(await this.state()).Running) throw new Error(`The container has ended:\n${await this.logs()}`);
      return (await this.logs()).includes('FamiliarFaces is ready');
    });
    this.#bridge = await NetworkBridge.start((await this.state()).Pid, this.port);
    return this;
  }

  /** Waits until it has ended by itself. @returns its exit code */
  async ended(): Promise<number> {
    await until(async () => !(await this.state()).Running);
    return (await this.state()).ExitCode;
  }

  /** Runs a program in it. @returns what that prints @throws when it fails */
  exec(...command: string[]): Promise<string> {
    return podman('exec', this.id, ...command);
  }

  /** Stops it as `docker stop` does: SIGTERM, and SIGKILL after a time. @returns its exit code */
  async stop(seconds = 30): Promise<number> {
    await podman('stop', '--time', String(seconds), this.id);
    this.#bridge?.close();
    return (await this.state()).ExitCode;
  }

  /** Starts it again after `stop`, with what its volume has. */
  async startAgain(): Promise<this> {
    await podman('start', this.id);
    await until(async () => (await this.logs()).split('FamiliarFaces is ready').length > 2);
    this.#bridge = await NetworkBridge.start((await this.state()).Pid, this.port);
    return this;
  }

  async remove(): Promise<void> {
    this.#bridge?.close();
    await podman('rm', '--force', '--time', '0', '--volumes', this.id);
  }
}
