import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import { SETTING_NAMES } from '../env';
import { photoTooDemanding } from '../errors';
import type { Choice } from './choose-engine';
import type { DescribedPhoto, Stage } from './contract';
import {
  EXCESS_FD,
  type Excess,
  type Job,
  type Outcome,
  type StartedWith,
  type WorkerMessage,
  type WorkerSettings,
} from './worker-messages';

/** Limit of a worker's JavaScript heap in MB. Networks and pictures are outside of it. */
const HEAP_MB = 512;
/** Of the part of it for new objects. More would only stay resident: the work is in large arrays. */
const NEW_OBJECTS_MB = 2;
/** Loading takes a second, and longer on a machine that does other work. */
const MAX_LOADING_MS = 120_000;
/** Of what a worker printed, for the log when it fails. */
const MAX_PRINTED = 2000;

const execArgvOf = (program: string) => [
  `--max-old-space-size=${HEAP_MB}`,
  `--max-semi-space-size=${NEW_OBJECTS_MB}`,
  ...(path.extname(program) === '.ts' ? ['-r', require.resolve('ts-node/register/transpile-only')] : []),
];

/**
 * The environment of a worker: decoders have no business with the app's secrets. ONNX Runtime's telemetry is off before it is loaded, and
 * glibc keeps less memory for threads that have none to do (30 MB less after a photo).
 */
function environment(): NodeJS.ProcessEnv {
  // OpenTelemetry's own settings may have keys in them as well.
  const kept = Object.entries(process.env).filter(([name]) => !SETTING_NAMES.includes(name) && !/^OTEL_/i.test(name));
  return { MALLOC_ARENA_MAX: '2', ...Object.fromEntries(kept), ORT_DISABLE_TELEMETRY: '1' };
}

interface Running {
  resolve(outcome: Outcome): void;
  reject(error: unknown): void;
  onStage(stage: Stage): void;
}

const demanding = (): Outcome => {
  const { status, id, message } = photoTooDemanding();
  return { fault: { status, id, message } };
};

/** Descriptors would keep the message alive that they came in, with the picture. */
const apart = ({ faces, ...photo }: DescribedPhoto): DescribedPhoto => ({
  ...photo,
  faces: faces.map((face) => ({ ...face, descriptor: face.descriptor.slice() })),
});

/** A process that loads the networks and describes one photo at a time. It can be killed at any moment, and takes nothing with it. */
export class WorkerProcess {
  /** Resolves when it takes a photo; rejects when it ends before. */
  readonly ready: Promise<void>;
  /** Resolves when nothing of it is left, with how it ended. */
  readonly ended: Promise<Error>;
  isReady = false;
  hasEnded = false;
  private readonly child: ChildProcess;
  private running: Running | undefined;
  private onReady: () => void = () => undefined;
  private printed = '';
  private excess = '';
  private brokenBy: unknown;

  constructor(
    program: string,
    settings: WorkerSettings,
    /** Gets what it has chosen to compute with. */
    private readonly onChoice: (choice: Choice) => void,
  ) {
    const child = fork(program, [JSON.stringify({ ...settings, app: process.pid } satisfies StartedWith)], {
      execArgv: execArgvOf(program),
      env: environment(),
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc', 'pipe'],
    });
    this.child = child;
    child.stderr?.on('data', (text) => {
      this.printed = (this.printed + text).slice(-MAX_PRINTED);
    });
    child.stdio[EXCESS_FD]?.on('data', (text) => {
      this.excess += text;
    });
    const loading = setTimeout(() => void this.kill(), MAX_LOADING_MS).unref();
    const end = new Promise<Error>((resolve) => {
      // The machine has no memory or process left; then nothing is closed, either.
      child.on('error', (error) => child.pid === undefined && resolve(error));
      child.on('close', (code, signal) => resolve(this.reasonOf(signal ?? code)));
    });
    this.ended = end.then((reason) => {
      clearTimeout(loading);
      this.hasEnded = true;
      this.endJob(reason);
      return reason;
    });
    this.ready = new Promise((resolve, reject) => {
      this.onReady = () => {
        clearTimeout(loading);
        this.isReady = true;
        resolve();
      };
      void this.ended.then((reason) => reject(this.brokenBy ?? reason));
    });
    child.on('message', (message: WorkerMessage) => this.hear(message));
    this.ready.catch(() => undefined); // whoever waits for it gets it
    this.hold(false);
  }

  /** Says whether there is work, for which the process that started this one stays. Without any, it may end. */
  hold(isHeld: boolean): void {
    const how = isHeld ? 'ref' : 'unref';
    this.child[how]();
    this.child.channel?.[how]();
    for (const pipe of this.child.stdio)
      if (pipe && how in pipe) (pipe as unknown as { ref(): void; unref(): void })[how]();
  }

  private hear(message: WorkerMessage): void {
    if (message.tells === 'choice') this.onChoice(message);
    if (message.tells === 'ready') this.onReady();
    if (message.tells === 'broken') this.brokenBy = message.error;
    if (message.tells === 'stage') this.running?.onStage(message.stage);
    if (message.tells === 'failure') this.running?.reject(message.error);
    if (message.tells === 'outcome') {
      const { outcome } = message;
      this.running?.resolve('photo' in outcome ? { photo: apart(outcome.photo) } : outcome);
    }
  }

  private reasonOf(end: string | number | null): Error {
    return new Error(`An engine worker ended with ${end}. ${this.printed}`.trim());
  }

  private endJob(reason: unknown): void {
    if ((['time', 'memory'] satisfies Excess[]).some((each) => each === this.excess))
      this.running?.resolve(demanding());
    else this.running?.reject(reason);
  }

  /**
   * Describes a photo, once it is ready and has no other one.
   * @throws what the worker throws but the photo's faults, or an error that says how it ended
   */
  async run(job: Job, onStage: (stage: Stage) => void): Promise<Outcome> {
    try {
      return await new Promise<Outcome>((resolve, reject) => {
        this.running = { resolve, reject, onStage };
        if (this.hasEnded) reject(this.reasonOf(null));
        else this.child.send(job, (error) => error && reject(error));
      });
    } finally {
      this.running = undefined;
    }
  }

  /** Ends it at once, whatever it is doing. @returns when nothing of it is left */
  kill(): Promise<Error> {
    this.hold(true);
    this.child.kill('SIGKILL');
    return this.ended;
  }
}
