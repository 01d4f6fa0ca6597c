import { readdirSync, readFileSync } from 'node:fs';

// What Linux says of a process and its children, in /proc.

/** Returns the numbers of a process and of those that it has started. */
function withChildren(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean);
  return [pid, ...children.map(Number)];
}

/** Returns how long a thread has worked, and has waited for a processor, in ms. */
export function threadTimes(pid: number, thread: number): { worked: number; waited: number } {
  const [worked = Number.NaN, waited = Number.NaN] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8')
    .split(' ')
    .map((ns) => Number(ns) / 1e6);
  return { worked, waited };
}

/** Returns the processor time that a process and its children have taken in the threads that are there, in ms. */
export const processorMsOf = (app: number): number =>
  withChildren(app)
    .flatMap((pid) => readdirSync(`/proc/${pid}/task`).map((thread) => threadTimes(pid, Number(thread)).worked))
    .reduce((sum, each) => sum + each);

/** Returns the resident memory of a process and its children, in MB: now, where what they share counts once (PSS), and of each at its own peak. */
export function memoryOf(app: number): { now: number; peak: number } {
  const megabytes = (key: string, file: string) =>
    withChildren(app)
      .map(
        (each) =>
          Number(new RegExp(`^${key}:\\s+(\\d+) kB`, 'm').exec(readFileSync(`/proc/${each}/${file}`, 'utf8'))?.[1]) /
          1024,
      )
      .reduce((sum, each) => sum + each);
  return { now: megabytes('Pss', 'smaps_rollup'), peak: megabytes('VmHWM', 'status') };
}
