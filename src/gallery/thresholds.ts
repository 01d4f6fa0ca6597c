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

/** Beyond this, the user reads that a new photo doesn't look like the person's others: only a bad photo differs by more. */
export const UNLIKE = 0.7;

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
