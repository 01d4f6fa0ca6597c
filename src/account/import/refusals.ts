import type { Fault } from '../../errors';
import type { Work } from './plan-lines';

const messages = new Map<() => Fault, string>();

/** The work of refusing a file. Each fault is made once: an error notes where it comes from, which takes longer than all else. */
export function refusal(fault: () => Fault): Extract<Work, { kind: 'refuse' }> {
  const message = messages.get(fault) ?? fault().message;
  messages.set(fault, message);
  return { kind: 'refuse', message };
}
