// @ts-check
import { takeDrops } from '../core/drops.js';
import { addingQueue, jobsFor } from './adding-queue.js';
import { refreshPeople } from './refresh-people.js';

/**
 * Adds photos that are dropped on a person's page to that person, and shows the outcome of each.
 * @param {HTMLElement} element has the person's name in `data-name`; it shows the outcomes
 * @param {(root: ParentNode) => void} startWithin
 */
export function start(element, startWithin) {
  const { name = '' } = element.dataset;
  const queue = addingQueue(element, {
    onTold: (kind) => kind === 'added' && refreshPeople(startWithin),
  });
  /** @param {readonly import('../core/upload-queue.js').Job[]} jobs */
  const add = (jobs) => {
    void queue.add(jobs);
    element.scrollIntoView({ block: 'nearest' });
  };
  takeDrops({
    zone: null,
    invite: () => `Drop to add photos of ${name}`,
    person: () => name,
    take: (photos) => add(jobsFor(photos, name)),
    add,
  });
}
