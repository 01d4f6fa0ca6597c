import { writeDescriptor } from '../../src/account/gallery-format';
import { MADE, NETWORK } from './descriptors';
import { type ZippedFile, zipOf } from './zips';

const NOW = '2026-01-01T00:00:00.000Z';

/** A `people.json` as JSON. `lists` are the JSON of its lists where they aren't empty. */
export function manifestText(lists: Partial<Record<'people' | 'recognitions' | 'waiting' | 'ignored', string>> = {}) {
  const all = { people: '[]', recognitions: '[]', waiting: '[]', ignored: '[]', ...lists };
  const rest = Object.entries(all).map(([key, json]) => `"${key}":${json}`);
  return `{"format":"familiar-faces","version":1,"preferences":null,${rest.join(',')}}`;
}

/** The JSON of a person named like their folder. `lists` are the JSON of their photos and verdicts. */
export const personText = (name: string, { photos = '[]', verdicts = '[]' }: { photos?: string; verdicts?: string }) =>
  `{"name":${JSON.stringify(name)},"createdAt":"${NOW}","folder":${JSON.stringify(name)},"cover":null,"photos":${photos},"verdicts":${verdicts}}`;

/** A zip with a `people.json`. It is stored as it is, so that its size arouses no suspicion, or deflated. */
export const zipWithManifest = (json: string, files: readonly ZippedFile[] = [], deflated = false): Buffer =>
  zipOf([...files, { name: 'people.json', bytes: Buffer.from(json), deflated }]);

/** The record of a face of a photo of some size. */
export const faceRecord = (
  box: { left: number; top: number; width: number; height: number },
  descriptor: Float32Array,
) => ({ box, score: 0.9, sharpness: 0.5, turn: 0.1, quality: 0.5, descriptor: writeDescriptor(descriptor), ...MADE });

/** What photos' records have in common. */
export const pictureRecord = (file: string, width: number, height: number) => ({
  ...{ file, width, height },
  ...{ createdAt: NOW, pictureHash: null },
});

/** The record of what was said of a face. */
export const saidRecord = (descriptor: Float32Array) => ({
  pictureHash: null,
  place: { left: 0.1, top: 0.1, width: 0.2, height: 0.2 },
  descriptor: writeDescriptor(descriptor),
  network: NETWORK,
  createdAt: NOW,
});
