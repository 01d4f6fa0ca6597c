// Every distance that decides something, with its reason. Distances are Euclidean, between two descriptors: 0 for the same
// photo, about 0.4 for two photos of one person, about 0.8 for two people. docs/accuracy.md has the measurements.

/**
 * The defaults of the settings for matches. Up to `sure`, a face gets a name; up to `maybe`, a question. For a name, the
 * runner-up must be at least `margin` farther away. 0.5 gave no false match in 6,080 queries of people who weren't enrolled.
 */
export const MATCH_DEFAULTS = { sure: 0.5, maybe: 0.6, margin: 0.05 } as const;

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
export const UNLIKE = 0.62;

/**
 * Among a person's photos, one that is like less than this share of the others (by `UNLIKE`) and unlike their mean doesn't look like
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
 * It equals the default margin to the runner-up.
 */
export const SUGGESTION_MARGIN = 0.05;

/**
 * Two people this close are probably one, enrolled under two names. When the 5 photos of each of 8 people were divided in every
 * possible way, 98% of the halves were closer; different people were at least 0.61 apart.
 */
export const PROBABLY_ONE = 0.45;

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
