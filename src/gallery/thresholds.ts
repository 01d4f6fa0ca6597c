// Every distance that decides something, with its reason. Distances are Euclidean, between two descriptors: 0 for the same
// photo, about 0.4 for two photos of one person, about 0.8 for two people. docs/accuracy.md has the measurements.

/** The distances that decide which names the faces of a photo get. */
export interface MatchThresholds {
  /** Up to this distance a face gets a name. */
  sure: number;
  /** Up to this distance it gets the name of somebody with `WELL_KNOWN` photos or more as a question. */
  maybe: number;
  /** Up to this distance it gets the name of somebody with fewer photos as a question. */
  maybeOfFew: number;
  /** How much farther away than a sure match its runner-up must be. */
  margin: number;
}

/** What the operator has set of the thresholds; what is undefined, the app's measurements decide. */
export interface MatchSettings {
  sure: number | undefined;
  /** For everybody, however many photos they have. */
  maybe: number | undefined;
  margin: number | undefined;
}

/** What a gallery's thresholds depend on. */
export interface GallerySize {
  /** How many people it has, not counting those without a usable photo. */
  people: number;
  /** How many of them have fewer photos than `WELL_KNOWN`. */
  fewPhotos: number;
}

/** The thresholds of a descriptor network, as they were measured. */
export interface MatchRule extends MatchThresholds {
  /** Where a face gets a name in a small gallery whose people have few photos each; undefined if it is the same as in any other. */
  small: { sure: number; people: number; lessWithEachDoubling: number } | undefined;
}

/** The mean of this many photos is steady: all but the hardest photos of the person are within 0.56 of it, and far fewer strangers. */
export const WELL_KNOWN = 3;

/**
 * The thresholds of the app's own network with one chip a face, measured on photos that aren't part of the project: 60 people, 33 photos of groups, 131 strangers.
 *
 * - With 52 people and three photos each, 0.51 with a margin of 0.08 named 0.8 % of the strangers and gave 98 % of the photos their
 *   right name; 0.50 with 0.05 named 1.2 %, and as many right ones. The wide margin turns people who look alike into questions.
 * - Questions up to 0.56 about people with three photos or more asked about 6.5 % of the strangers, up to 0.60 about 21.5 %, and both
 *   asked the right question as often. A single photo says less, so for people with fewer photos it stays at 0.60.
 * - With one photo of each of ten people, the right person is the nearest, but often at 0.50 to 0.57. A small gallery holds few who could
 *   be taken for somebody else: 0.55 at five people, 0.017 less with each doubling, gave 92 to 95 % their right name instead of 79 to 82 %,
 *   and named 0.6 % of the strangers (chosen on half of the people, judged on the other half). With 52 people it made no difference.
 */
export const MATCH_RULE: MatchRule = {
  sure: 0.51,
  maybe: 0.56,
  maybeOfFew: 0.6,
  margin: 0.08,
  small: { sure: 0.55, people: 5, lessWithEachDoubling: 0.017 },
};

/**
 * The same for faces that are enrolled by the mean of three chips and asked about by one. On 40 crops of 8 people and the 22 faces of
 * face-api.js's sample photos, a person's mean of one photo came 0.02 closer to their other photos and 0.014 to others', one of three
 * photos 0.005 to both: the thresholds move as those of others do, so that as few strangers are named.
 */
const THREE_CHIPS_RULE: MatchRule = {
  sure: 0.505,
  maybe: 0.555,
  maybeOfFew: 0.585,
  margin: 0.08,
  small: { sure: 0.536, people: 5, lessWithEachDoubling: 0.017 },
};

/** The rules by the network that describes the faces of a gallery (engine/descriptor-network.ts). */
const RULES: ReadonlyMap<string, MatchRule> = new Map([['face-api-3', THREE_CHIPS_RULE]]);

/** What is known of a network besides its descriptors. */
export interface RuledNetwork {
  id: string;
  /** What its file says; null for a network of the app's own. */
  bounds: Pick<MatchThresholds, 'sure' | 'maybe' | 'margin'> | null;
}

/** Finds the rule of a network. One that isn't the app's brings its own thresholds, which were measured for galleries of no particular size. */
export function ruleOf({ id, bounds }: RuledNetwork): MatchRule {
  return bounds ? { ...bounds, maybeOfFew: bounds.maybe, small: undefined } : (RULES.get(id) ?? MATCH_RULE);
}

/** Everything that has a say in a gallery's thresholds. */
export interface ThresholdSources {
  /** The network's: what was measured. */
  rule: MatchRule;
  /** The operator's settings win over what was measured. */
  operator: MatchSettings;
  /** The gallery's own sure threshold wins over both; null when it isn't set. */
  own: number | null;
}

/** Finds the thresholds of a gallery. Whatever compares faces with people gets them here. */
export function thresholdsFor(size: GallerySize, { rule, operator, own }: ThresholdSources): MatchThresholds {
  const usual = asSet(operator, { ...rule, sure: sureBySize(rule, size) });
  return own === null ? usual : movedTo(own, usual);
}

/**
 * The measured sure threshold for a gallery of a size: the rule's own, or wider by the share of its people who have few photos. So it
 * moves little with each photo that is added.
 */
function sureBySize({ sure, small }: MatchRule, { people, fewPhotos }: GallerySize): number {
  if (!small) return sure;
  const doublings = Math.max(0, Math.log2(people / small.people)); // fewer people than measured are like the fewest
  const widest = Math.max(sure, small.sure - small.lessWithEachDoubling * doublings);
  const share = people === 0 ? 1 : fewPhotos / people; // the first photo of the first person is to come
  return sure + share * (widest - sure);
}

/** Puts the operator's settings in the place of what was measured. A question is never asked closer than a name is given. */
function asSet({ sure, maybe, margin }: MatchSettings, measured: MatchThresholds): MatchThresholds {
  const named = sure ?? Math.min(measured.sure, maybe ?? measured.sure);
  return {
    sure: named,
    maybe: maybe ?? Math.max(named, measured.maybe),
    maybeOfFew: maybe ?? Math.max(named, measured.maybeOfFew),
    margin: margin ?? measured.margin,
  };
}

/** The thresholds with another `sure` one. The others for questions move along, so that the range of questions stays as wide. */
function movedTo(sure: number, { maybe, maybeOfFew, margin, ...usual }: MatchThresholds): MatchThresholds {
  const by = sure - usual.sure;
  return { sure, maybe: maybe + by, maybeOfFew: maybeOfFew + by, margin };
}

/** The distance up to which a face is asked about, for a person with so many photos. */
export const maybeFor = ({ maybe, maybeOfFew }: MatchThresholds, photos: number): number =>
  photos < WELL_KNOWN ? maybeOfFew : maybe;

// The range in which a gallery can set its sure threshold, and the step of the slider.
export const MIN_SURE = 0.3;
export const MAX_SURE = 0.7;
export const SURE_STEP = 0.01;

/** Larger than any distance between two descriptors: what "nobody" costs when names are assigned to all faces of a photo. */
export const NOBODY = 2;

/**
 * Farther than this from the mean of a person's photos and from each of them, a photo doesn't look like the person's others: the
 * user is asked. Of a person's own photos, 1.5 % were asked about when the person had one photo, and none when they had two or more;
 * of strangers' photos, 0.1 % (one photo) to 3 % (eight) weren't (docs/accuracy.md).
 */
const UNLIKE = 0.62;
/**
 * The same where the descriptors are means of three chips, which brings photos of one person 0.05 closer together, and those of two 0.03: of 40 crops, the
 * farthest two of one person are 0.56 apart (by one chip 0.60), and the nearest two of different people 0.59 (0.61).
 */
const UNLIKE_BY_THREE = 0.59;

/** The distance beyond which photos don't look alike. @param network that has described both; by default the app's own, by three chips */
export const unlikeFor = (network?: string): number => (network === 'face-api-1' ? UNLIKE : UNLIKE_BY_THREE);

/**
 * Among a person's photos, one that is like less than this share of the others (by `unlikeFor`) and unlike their mean doesn't look like
 * them. One of two strangers among ten photos has one photo of nine that is like it; one of two people with three photos each, two
 * of five.
 */
export const FEW = 0.25;

/**
 * Up to this from a face that is to be ignored, a face in another photo is ignored, too, unless it is closer to somebody in the
 * gallery. 69 % of two photos of one person were within it (222 pairs), and none of two people (3,095 pairs, at least 0.56 apart).
 */
export const IGNORED = 0.5;

/**
 * Up to this, two descriptors belong to one face in one photo. Cropping, scaling or compressing a photo moved a descriptor by less
 * in 217 of 225 trials (the sample photos of face-api.js, and five of groups). Two photos of one person are at least 0.28 apart
 * (151 pairs), those of two people at least 0.54.
 */
export const SAME_FACE = 0.2;

/**
 * How far below the distance of the closest pair a suggested threshold stays, as those people's next photos may be closer still.
 */
export const SUGGESTION_MARGIN = 0.05;

/**
 * Two people this close are probably one, enrolled under two names. When the 5 photos of each of 8 people were divided in every
 * possible way, 98% of the halves were closer; different people were at least 0.61 apart.
 */
export const PROBABLY_ONE = 0.45;

/**
 * The people of a gallery lie close to each other when at least this share of their photos is close enough to somebody else to get
 * their name. Of strangers to 52 people, 1 in 100 is (docs/accuracy.md); the 8 people of the sample gallery are at least 0.57 apart
 * with any of their photos, and 20 people of face-api.js's sample photos 0.54. Where people look alike to the network, nearly all are.
 */
export const MANY_CLOSE = 0.15;
/** The same for photos that are closer to somebody else than to the person's others: none of the sample gallery's, however drawn. */
export const MANY_CONFUSED = 0.05;
/** For fewer people it is no matter of the gallery: two may be one person under two names, or twins. */
export const MIN_CONFUSED_PEOPLE = 3;

/** At this distance, two faces are as likely one person as two: the descriptor network was trained so (http://dlib.net/face_recognition.py.html). */
export const EVEN_ODDS = 0.6;

/**
 * Turns a distance into a percentage for people: 100 for the same face, 50 at 0.6, and high where a match is sure. It doesn't
 * depend on thresholds. The curve is the face_recognition project's
 * (https://github.com/ageitgey/face_recognition/wiki/Calculating-Accuracy-as-a-Percentage).
 */
export function likenessPercent(distance: number): number {
  const linear = Math.min(1, Math.max(0, 1 - distance / (2 * EVEN_ODDS)));
  const bent = linear > 0.5 ? linear + (1 - linear) * ((linear - 0.5) * 2) ** 0.2 : linear;
  return Math.round(bent * 100);
}
