import { expect } from 'chai';
import fc from 'fast-check';
import munkres from 'munkres';
import type { Hit } from '../../src/gallery/descriptor-index';
import type { MatchThresholds } from '../../src/gallery/thresholds';
import { assignFaces } from '../../src/recognition/assign-faces';
import { findMatches } from '../../src/recognition/find-matches';
import { randomFrom } from '../support/random';

const THRESHOLDS: MatchThresholds = { sure: 0.5, maybe: 0.56, maybeOfFew: 0.6, margin: 0.05 };
const [NEVER, NOBODY] = [1e6, 2];

type Hits = readonly (readonly Hit[])[];

const leastOf = (hits: readonly Hit[]) => Math.min(Number.POSITIVE_INFINITY, ...hits.map(({ distance }) => distance));

/** The best assignment over all faces and people in one matrix. */
function assignAtOnce(candidates: Hits): Array<Hit | undefined> {
  const people = [...new Set(candidates.flatMap((hits) => hits.map(({ person }) => person.id)))];
  const costs = candidates.map((hits) => [
    ...people.map((id) => hits.find(({ person }) => person.id === id)?.distance ?? NEVER),
    ...candidates.map(() => NOBODY),
  ]);
  const columnOf = new Map(munkres(costs));
  return candidates.map((hits, face) => hits.find(({ person }) => person.id === people[columnOf.get(face) ?? -1]));
}

/** The matching rule, face by face and without regard to time: every face is compared with every other one. */
function matchAtOnce(hits: Hits) {
  const { sure, maybe, maybeOfFew, margin } = THRESHOLDS;
  const limitOf = ({ photos }: Hit) => (photos >= 3 ? maybe : maybeOfFew);
  const assigned = assignAtOnce(
    hits.map((own) => own.filter((hit) => hit.distance <= Math.min(limitOf(hit), leastOf(own) + margin))),
  );
  return hits.map((own, face) => {
    const hit = assigned[face];
    if (!hit) return undefined;
    const isOther = ({ person }: Hit) => person.id !== hit.person.id;
    const runnerUp = leastOf(own.filter(isOther));
    const rival = leastOf(hits.flatMap((others, i) => (i === face ? [] : others.filter((each) => !isOther(each)))));
    const isSure = hit.distance <= sure && runnerUp - hit.distance >= margin && rival >= hit.distance;
    const { person, distance, photos } = hit;
    return { certainty: isSure ? 'sure' : 'maybe', person, distance, photos };
  });
}

/** Small photos in small galleries: the distances of every face to everybody, no two of them equal. */
const photos = fc
  .record({ faces: fc.integer({ min: 1, max: 7 }), people: fc.integer({ min: 1, max: 8 }), seed: fc.integer() })
  .map(({ faces, people, seed }) => {
    const random = randomFrom(seed);
    return Array.from({ length: faces }, () =>
      Array.from({ length: people }, (_, id) => ({
        person: { id, handle: `p${id}`, name: `person ${id}` },
        distance: 0.1 + random(),
        photos: 1 + (id % 4),
      }))
        .filter(({ distance }) => distance <= 0.6)
        .sort((one, other) => one.distance - other.distance),
    );
  });

describe('the assignment of faces to people', () => {
  it('is the same group by group as all at once', () =>
    fc.assert(
      fc.asyncProperty(photos, async (hits) => {
        expect(await findMatches(hits, THRESHOLDS)).to.deep.equal(matchAtOnce(hits));
      }),
      { numRuns: 500 },
    ));

  it('gives nobody two faces and no face two people where the group is too large for the best one', async () => {
    const everybody = Array.from({ length: 60 }, (_, id) => ({ id, handle: `p${id}`, name: `person ${id}` }));
    const hits = Array.from({ length: 80 }, (_, face) =>
      everybody
        .map((person) => ({ person, distance: ((face * 7 + person.id * 13) % 101) / 200, photos: 1 }))
        .sort((one, other) => one.distance - other.distance),
    );
    const assigned = await assignFaces(hits);
    const people = assigned.flatMap((hit) => hit?.person.id ?? []);
    expect(new Set(people).size).to.equal(people.length);
    expect(people.length).to.be.above(50);
    const [closest] = hits.map(([first], face) => ({ face, first })).filter(({ first }) => first?.distance === 0);
    expect(assigned[closest?.face ?? -1], 'the closest pair comes first').to.equal(closest?.first);
  });
});
