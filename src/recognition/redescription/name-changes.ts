import type { Logger } from 'pino';
import type { Catalog } from '../../catalog/catalog';
import { Turns } from '../../concurrency/turns';
import type { DescriptorNetwork } from '../../engine/descriptor-network';
import { EnrolledPeople } from '../../gallery/enrolled-people';
import type { Gallery } from '../../gallery/galleries';
import { GalleryThresholds } from '../../gallery/gallery-thresholds';
import type { MatchSettings } from '../../gallery/thresholds';
import { listAllResults } from '../all-results';
import { labelOf } from '../find-matches';
import { Identifier } from '../identifier';
import type { Recognitions } from '../recognitions';

/** A face of a result whose name would change. */
export interface NameChange {
  recognitionId: string;
  /** Who made the result: nobody else is shown the change. */
  userId: number | null;
  /** The face's number in the result, from 1. */
  number: number;
  /** As pages show it: a name, a name as a question, or that the face is unknown. */
  from: string;
  to: string;
}

/** What would change if a gallery's next descriptors counted. */
export interface NameChanges {
  count: number;
  /** Of the newest results. */
  listed: NameChange[];
}

interface Dependencies {
  catalog: Catalog;
  recognitions: Recognitions;
  match: MatchSettings;
  networks: readonly DescriptorNetwork[];
  log: Logger;
}

/** How many changes are listed. */
const MAX_LISTED = 50;
/** How many results are compared at a time. */
const AT_ONCE = 50;

/** Finds the names in a gallery's results that would change if its next descriptors counted. */
export async function findNameChanges(
  { catalog, recognitions, match, networks, log }: Dependencies,
  gallery: Gallery,
  network: string,
  signal: AbortSignal,
): Promise<NameChanges> {
  const sides = [undefined, network].map((next) => {
    const enrolled = new EnrolledPeople(catalog, log, next);
    const thresholds = new GalleryThresholds(enrolled, match, networks);
    const seen = { ...gallery, network: next ?? gallery.network };
    return { next, seen, thresholds, identifier: new Identifier(catalog, enrolled, next !== undefined) };
  });
  const changes: NameChanges = { count: 0, listed: [] };
  const turns = new Turns(signal);
  for (let after = 0; ; after += AT_ONCE) {
    const results = await listAllResults(catalog, gallery, AT_ONCE, after);
    const ids = results.map(({ id }) => id);
    const [old, anew] = await Promise.all(
      sides.map(async ({ next, seen, thresholds, identifier }) => {
        const faces = await recognitions.facesOf(ids, next !== undefined);
        const photos = results.map((result) => ({
          ...result,
          faces: faces.get(result.id) ?? [],
          pictureHash: () => recognitions.pictureHashOf(result),
        }));
        return identifier.identify(seen, photos, await thresholds.of(seen));
      }),
    );
    for (const [i, { id, userId }] of results.entries()) {
      const after = new Map((anew?.[i] ?? []).map((face) => [face.number, labelOf(face)]));
      for (const face of old?.[i] ?? []) {
        const [from, to] = [labelOf(face), after.get(face.number) ?? 'unknown'];
        if (from === to) continue;
        changes.count++;
        if (changes.listed.length < MAX_LISTED)
          changes.listed.push({ recognitionId: id, userId, number: face.number, from, to });
      }
    }
    if (results.length < AT_ONCE) return changes;
    await turns.next();
  }
}
