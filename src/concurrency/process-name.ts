import { createHash, randomBytes } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Where the numbers of processes mean the same: a machine, or on Linux what sees the same processes, such as a container. */
function placeOf(): string {
  let processes = '';
  try {
    processes = readlinkSync('/proc/self/ns/pid');
  } catch {
    // Only Linux has it.
  }
  return createHash('sha256').update(`${hostname()} ${processes}`).digest('hex').slice(0, 12);
}

const PLACE = placeOf();

/** A name for this process that no other one has or had. */
export const PROCESS_NAME = `${PLACE}-${process.pid}-${randomBytes(4).toString('hex')}`;

/** Whether a process with this name has surely ended: nobody knows that of one in another place. */
export function hasEnded(name: string): boolean {
  const [, place, pid] = /^([0-9a-f]{12})-(\d+)-[0-9a-f]{8}$/.exec(name) ?? [];
  if (place !== PLACE || name === PROCESS_NAME) return false;
  if (Number(pid) === process.pid) return true; // an earlier one with the same number
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
