import { once } from 'node:events';
import os from 'node:os';
import { createInterface } from 'node:readline/promises';
import { visible } from '../terminal-log';
import { CommandError } from './command-error';
import { EXIT } from './exit-codes';
import { type Progress, startProgress } from './progress';

const codeOf = (signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP') => 128 + os.constants.signals[signal];

/** Where a command says things and is told things. Results go to stdout, everything else to stderr. */
export class Terminal {
  private aborter: AbortController | undefined;
  /** 128 and the number of the signal that stopped the command, once one has. */
  signaled: number | undefined;

  constructor(private readonly owner: Pick<NodeJS.Process, 'stdin' | 'stdout' | 'stderr' | 'on' | 'exit'>) {
    // Whoever read the output may have seen enough (`| head`). That is no reason to leave work half-done.
    for (const stream of [owner.stdout, owner.stderr])
      stream.on('error', (error: NodeJS.ErrnoException) => {
        if (error.code !== 'EPIPE') throw error;
      });
  }

  /** Prints a line of the result. Names are anybody's: what a terminal would take as an order is shown instead. */
  print(line: string): void {
    this.owner.stdout.write(`${visible(line)}\n`);
  }

  /** Prints a result for scripts: JSON on one line. */
  printJson(value: unknown): void {
    this.owner.stdout.write(`${JSON.stringify(value)}\n`);
  }

  /** Says something that isn't the result, such as a fault. */
  note(line: string): void {
    this.owner.stderr.write(`${visible(line)}\n`);
  }

  /** Shows how far a work is. @param total 0 shows nothing */
  progress(label: string, total: number): Progress {
    return startProgress(this.owner.stderr, label, total);
  }

  /**
   * Asks a question that is answered by yes or no.
   * @throws {CommandError} when nobody can answer, with `otherwise`: how to go without a question
   */
  async confirm(question: string, otherwise: string): Promise<boolean> {
    const { stdin, stderr } = this.owner;
    if (!stdin.isTTY) throw new CommandError(otherwise, EXIT.usage);
    const lines = createInterface({ input: stdin, output: stderr });
    const asking = new AbortController();
    // In a question, Ctrl-C is a key like others.
    lines.once('SIGINT', () => {
      this.signaled = codeOf('SIGINT');
      asking.abort();
    });
    try {
      const answer = lines.question(`${visible(question)} [y/N] `, { signal: asking.signal });
      const ended = once(lines, 'close').then(() => ''); // Ctrl-D, which newer versions of Node reject the answer for
      const given = await Promise.race([
        answer.catch((error) => (asking.signal.aborted ? Promise.reject(error) : '')),
        ended,
      ]);
      return /^y(es)?$/i.test(given.trim());
    } finally {
      lines.close();
    }
  }

  /**
   * Aborts at Ctrl-C, or when the process is told to end. From the first time this is asked for, the command has to end by itself then;
   * a second Ctrl-C ends it at once.
   */
  get signal(): AbortSignal {
    this.aborter ??= this.listen();
    return this.aborter.signal;
  }

  private listen(): AbortController {
    const aborter = new AbortController();
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      this.owner.on(name, () => {
        const code = codeOf(name);
        if (this.signaled !== undefined) this.owner.exit(code);
        this.signaled = code;
        this.note('Stopping.');
        aborter.abort();
      });
    return aborter;
  }
}
