import { closeSync, openSync, writeSync } from 'node:fs';
import { type Section, writeLine } from './plan-lines';

const FLUSH_AT = 256 * 1024;

/** Writes the lines of a plan into a new file, in a side thread: it waits for the disk. */
export class PlanWriter {
  private readonly file: number;
  private buffered = '';
  private written = 0;

  /** @throws when there is such a file, or it can't be written */
  constructor(path: string) {
    this.file = openSync(path, 'wx', 0o600);
  }

  /** Writes one line for each value. @returns where they are */
  section(values: Iterable<object>): Section {
    const from = this.written;
    for (const value of values) {
      this.buffered += writeLine(value);
      if (this.buffered.length >= FLUSH_AT) this.flush();
    }
    this.flush();
    return { from, to: this.written };
  }

  private flush(): void {
    const bytes = Buffer.from(this.buffered);
    this.buffered = '';
    for (let done = 0; done < bytes.length; ) done += writeSync(this.file, bytes, done);
    this.written += bytes.length;
  }

  close(): void {
    closeSync(this.file);
  }
}
