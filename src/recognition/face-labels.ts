import { shownName } from '../gallery/person-name';
import type { IdentifiedFace } from './identified-face';
import type { Labeled } from './label-wordings';

/** What labels depend on. */
export interface LabeledFace extends Pick<IdentifiedFace, 'number' | 'match' | 'ignored'> {
  face: Pick<IdentifiedFace['face'], 'box'>;
}

/** With more faces than these, "Unknown" at each of them would hide the photo. */
const MAX_UNKNOWN_LABELS = 12;

/** Whether a photo shows so many faces that only the known ones are named on it. */
export const isCrowd = (faces: readonly unknown[]): boolean => faces.length > MAX_UNKNOWN_LABELS;

/**
 * What a photo says at each of its faces: the name, a question, or that nobody knows; nothing at one that is ignored.
 * @param unknownInCrowd what it says at an unknown face in a crowd, by its number; empty for nothing
 */
export function labeledFaces(faces: readonly LabeledFace[], unknownInCrowd: (number: number) => string): Labeled[] {
  const crowd = isCrowd(faces);
  return faces.map(({ number, match, ignored, face: { box } }) => {
    if (ignored) return { box, number, text: '', tail: '', isName: false };
    if (match)
      return {
        box,
        number,
        text: shownName(match.person.name),
        tail: match.certainty === 'maybe' ? '?' : '',
        isName: true,
      };
    return { box, number, text: crowd ? unknownInCrowd(number) : 'Unknown', tail: '', isName: false };
  });
}
