// Every distance by which something is decided, with its reason. Distances are Euclidean, of two descriptors: 0 for one
// photo twice, about 0.4 for two photos of one person, 0.8 for two people. docs/accuracy.md has the measurements.

/**
 * What decides who is who unless the settings say otherwise. Sure: up to it a face gets a name. Maybe: up to it a question.
 * Margin: how far behind the runner-up must be for a name. 0.5: no false match in 6,080 queries of people not enrolled.
 */
export const MATCH_DEFAULTS = { sure: 0.5, maybe: 0.6, margin: 0.05 } as const;

/** The range of the sure threshold that a gallery can set, and the steps of its slider. */
export const MIN_SURE = 0.3;
export const MAX_SURE = 0.7;
export const SURE_STEP = 0.01;

/** Beyond any distance of two descriptors: what "nobody" costs when names are given out over a whole photo. */
export const NOBODY = 2;

/** Above it a new photo is unlike the person's own others: a person's photos differ by less, but for a bad one. */
export const UNLIKE = 0.7;

/**
 * Descriptors that are practically the same. Cut out, scaled or compressed, a face moves by less in 217 of 225 trials (the
 * sample photos of face-api.js, and five of groups); two photos of one person are 0.28 apart at least (151 pairs), those of
 * two people 0.54.
 */
export const SAME_FACE = 0.2;

/**
 * How far below the closest pair of people a suggested threshold stays: their next photos may come closer than those that are
 * known. A runner-up must be as far behind.
 */
export const SUGGESTION_MARGIN = 0.05;

/**
 * Two people who are this close are probably one, enrolled under two names. Of 8 people whose 5 photos were divided in all
 * ways, 98 % of the halves came closer, and no two people did: these were 0.61 apart at least.
 */
export const PROBABLY_ONE = 0.45;

/** Where two faces are as likely one person's as two people's, by the descriptor network's own training (http://dlib.net/face_recognition.py.html). */
export const EVEN_ODDS = 0.6;
