import type { FileHandle } from 'node:fs/promises';
import { type FoundLine, readLine, type SaidLine, type Section, type Task } from './plan-lines';

const CHUNK_BYTES = 64 * 1024;
const LINE_END = '\n'.charCodeAt(0);

/** Reads a plan line by line. Between the lines, others get their turn. */
export class PlanReader {
  /** @param file closed by whoever opened it */
  constructor(private readonly file: FileHandle) {}

  found = (section: Section) => this.read<FoundLine>(section);
  tasks = (section: Section) => this.read<Task>(section);
  said = (section: Section) => this.read<SaidLine>(section);

  private async *read<Line>(section: Section): AsyncGenerator<Line> {
    // The cast: a side thread of this app has checked what it wrote.
    for await (const line of this.lines(section)) yield readLine(line) as Line;
  }

  private async *lines({ from, to }: Section): AsyncGenerator<string> {
    let begun: Buffer[] = [];
    for (let at = from; at < to; ) {
      const { bytesRead, buffer } = await this.file.read(Buffer.alloc(Math.min(CHUNK_BYTES, to - at)), 0, null, at);
      if (bytesRead === 0) throw new Error('The plan ends too soon.');
      at += bytesRead;
      let start = 0;
      for (let end = buffer.indexOf(LINE_END); end >= 0 && end < bytesRead; end = buffer.indexOf(LINE_END, start)) {
        yield Buffer.concat([...begun, buffer.subarray(start, end)]).toString();
        begun = [];
        start = end + 1;
      }
      begun.push(buffer.subarray(start, bytesRead));
    }
  }
}
