import { Presets, SingleBar } from 'cli-progress';

/** Shows how far a long work is. */
export interface Progress {
  /** @param done how many of `total` are done */
  update(done: number): void;
  /** To be called once nothing more is done, also after a fault. */
  end(): void;
}

type Stream = NodeJS.WritableStream & { isTTY?: boolean };

/** Where nobody looks at a terminal, a line at each of so many steps. */
const LINES = 10;

/**
 * Shows how far a work is: as a bar in a terminal, otherwise as a line whenever another tenth is done.
 * @param label what is done, such as `Adding photos`
 * @param total of what; with 0, nothing is shown
 */
export function startProgress(stream: Stream, label: string, total: number): Progress {
  if (total === 0) return { update: () => {}, end: () => {} };
  return stream.isTTY ? showBar(stream, label, total) : printLines(stream, label, total);
}

function showBar(stream: Stream, label: string, total: number): Progress {
  const format = `${label} {bar} {value} of {total}`;
  const bar = new SingleBar({ stream, format, hideCursor: true, clearOnComplete: true }, Presets.shades_classic);
  bar.start(total, 0);
  return { update: (done) => bar.update(done), end: () => bar.stop() };
}

function printLines(stream: Stream, label: string, total: number): Progress {
  let printed = 0;
  const update = (done: number) => {
    const step = Math.floor((done / total) * LINES);
    if (step <= printed) return;
    printed = step;
    stream.write(`${label}: ${done} of ${total}\n`);
  };
  return { update, end: () => {} };
}
