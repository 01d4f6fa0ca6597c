import { distanceOf } from '../../src/catalog/descriptors';
import type { Hit } from '../../src/gallery/descriptor-index';
import { type MatchThresholds, WELL_KNOWN } from '../../src/gallery/thresholds';
import { findMatches, type Match, reachOf } from '../../src/recognition/find-matches';
import { randomFrom } from '../../test/support/random';
import type { GroupPhoto } from './describe-folder';
import {
  type Drawn,
  type DrawnSize,
  drawGallery,
  groupByPerson,
  type Known,
  type LabeledFace,
  shuffle,
} from './draw-photos';
import type { TriedRule } from './rules';

/** How often each outcome came, in numbers of photos. */
export interface Rates {
  queries: number;
  right: number;
  wrong: number;
  rightAsked: number;
  wrongAsked: number;
  strangers: number;
  strangersNamed: number;
  strangersAsked: number;
  /** Groups made of photos of single people. */
  groups: number;
  /** Those of them in which everybody who is enrolled has their name, and nobody else has one. */
  groupsRight: number;
  groupPhotos: number;
  groupPhotosRight: number;
}

/** How often galleries are drawn. The rates of a small folder would depend on which photos happen to be enrolled. */
const ROUNDS = 50;
/** How many photos are looked at in each round, of people who are enrolled and of strangers. */
const MAX_QUERIES = 200;
/** How many groups are made in each round, and of whom. */
const GROUPS = { number: 20, own: 4, strangers: 1 };

const nothing = (): Rates => ({
  ...{ queries: 0, right: 0, wrong: 0, rightAsked: 0, wrongAsked: 0 },
  ...{ strangers: 0, strangersNamed: 0, strangersAsked: 0 },
  ...{ groups: 0, groupsRight: 0, groupPhotos: 0, groupPhotosRight: 0 },
});

/** Finds who is near a face. @param except the name of somebody who isn't enrolled, to this face */
const hitsOf = (face: Float32Array, known: readonly Known[], thresholds: MatchThresholds, except?: string): Hit[] =>
  known
    .filter(({ person }) => person.name !== except)
    .map(({ person, mean, photos }) => ({ person, photos, distance: distanceOf(face, mean) }))
    .filter(({ distance }) => distance <= reachOf(thresholds))
    .sort((one, other) => one.distance - other.distance);

/**
 * Draws galleries, and looks for people in photos that aren't enrolled, by each rule in the same photos: in those of people who are
 * enrolled, those of strangers, and groups. Where everybody is enrolled, each photo is looked at once more as if its person weren't.
 * @returns the rates of each rule
 */
export async function tryNames(
  faces: readonly LabeledFace[],
  groupPhotos: readonly GroupPhoto[],
  size: DrawnSize,
  rules: readonly TriedRule[],
): Promise<Rates[]> {
  const next = randomFrom(size.people * 100 + size.photos); // so that two runs over one folder give the same figures
  const byPerson = groupByPerson(faces);
  const rates = rules.map(nothing);
  for (let round = 0; round < ROUNDS; round++) {
    const drawn = drawGallery(byPerson, size, next);
    const own = shuffle(drawn.own, next).slice(0, MAX_QUERIES);
    const strangers = shuffle(drawn.strangers, next).slice(0, MAX_QUERIES);
    const groups = Array.from({ length: GROUPS.number }, () => makeGroup(drawn, next)).filter(
      (group) => group.length > GROUPS.strangers + 1,
    );
    const { length: people } = drawn.known;
    for (const [i, rule] of rules.entries()) {
      const sum = rates[i] ?? nothing();
      const thresholds = rule.thresholdsFor({ people, fewPhotos: size.photos < WELL_KNOWN ? people : 0 });
      for (const face of own) await tryFace(sum, face, drawn.known, thresholds);
      for (const face of strangers.length > 0 ? strangers : own) await tryStranger(sum, face, drawn.known, thresholds);
      for (const group of groups) {
        sum.groups++;
        const names = group.map(({ person }) => person);
        const asked = group.map((face) => face.asked);
        if (await isGroupRight(asked, names, drawn.known, thresholds)) sum.groupsRight++;
      }
      for (const photo of groupPhotos) {
        sum.groupPhotos++;
        if (await isGroupRight(photo.faces, photo.names, drawn.known, thresholds)) sum.groupPhotosRight++;
      }
    }
  }
  return rates;
}

/** Counts what comes of a photo of somebody who is enrolled. */
async function tryFace(
  sum: Rates,
  { person, asked }: LabeledFace,
  known: readonly Known[],
  thresholds: MatchThresholds,
) {
  const [match] = await findMatches([hitsOf(asked, known, thresholds)], thresholds);
  sum.queries++;
  const right = match?.person.name === person;
  if (match?.certainty === 'sure') sum[right ? 'right' : 'wrong']++;
  if (match?.certainty === 'maybe') sum[right ? 'rightAsked' : 'wrongAsked']++;
}

/** Counts what comes of a photo of somebody who isn't enrolled. */
async function tryStranger(
  sum: Rates,
  { person, asked }: LabeledFace,
  known: readonly Known[],
  thresholds: MatchThresholds,
) {
  const [match] = await findMatches([hitsOf(asked, known, thresholds, person)], thresholds);
  sum.strangers++;
  if (match?.certainty === 'sure') sum.strangersNamed++;
  if (match?.certainty === 'maybe') sum.strangersAsked++;
}

/** Puts photos of different people together, as if they were one photo. */
function makeGroup({ own, strangers }: Drawn, next: () => number): LabeledFace[] {
  const ofEach = (faces: readonly LabeledFace[], number: number) =>
    [...new Map(shuffle(faces, next).map((face) => [face.person, face])).values()].slice(0, number);
  return [...ofEach(own, GROUPS.own), ...ofEach(strangers, GROUPS.strangers)];
}

const isSure = (match: Match | undefined) => match?.certainty === 'sure';

/** Whether a photo of a group gets the names of all who are on it and enrolled, and no other. */
async function isGroupRight(
  faces: readonly Float32Array[],
  names: readonly string[],
  known: readonly Known[],
  thresholds: MatchThresholds,
): Promise<boolean> {
  const enrolled = new Set(known.map(({ person }) => person.name));
  const expected = names.filter((name) => enrolled.has(name)).sort();
  const matches = await findMatches(
    faces.map((face) => hitsOf(face, known, thresholds)),
    thresholds,
  );
  const found = matches.filter(isSure).flatMap((match) => match?.person.name ?? []);
  return JSON.stringify(found.sort()) === JSON.stringify(expected);
}
