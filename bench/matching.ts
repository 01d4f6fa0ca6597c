import { DESCRIPTOR_LENGTH } from '../src/catalog/descriptors';
import { DescriptorIndex } from '../src/gallery/descriptor-index';
import { strangers } from '../test/support/descriptors';
import { median } from './statistics';

/** Measures how long it takes to compare one face with 100,000 people, in ms. */
export async function matchingMs(): Promise<number> {
  const index = new DescriptorIndex(DESCRIPTOR_LENGTH);
  const descriptor = strangers(1);
  for (let id = 0; id < 100_000; id++) index.set({ id, handle: '', name: '' }, descriptor(), 1);
  const times: number[] = [];
  for (let round = 0; round < 15; round++) {
    const started = performance.now();
    await index.nearest([descriptor()], 0.6, 2); // as a recognition does
    times.push(performance.now() - started);
  }
  return median(times);
}
