import { labelOf } from './labels';
import { likenessPercent } from './likeness';
import type { Recognition, RecognizedFace } from './recognizer';

export interface FaceView {
  number: number;
  label: string;
  name: string | null;
  certainty: 'sure' | 'maybe' | 'unknown';
  isSure: boolean;
  /** Null where there is nobody to be like. */
  percent: number | null;
  /** The enrolled photo that the face resembles most. */
  closestUrl: string | null;
  left: number;
  top: number;
  width: number;
  height: number;
  labelX: number;
  labelY: number;
}

export interface RecognitionView {
  photoUrl: string;
  /** The photo with boxes and names drawn on it. */
  drawnUrl: string;
  width: number;
  height: number;
  labelSize: number;
  faces: FaceView[];
  /** Faces with a name or a question. */
  named: FaceView[];
  unknown: number;
}

/** What a page shows of a recognition, and nothing else. Places and sizes are in the photo's pixels. */
export function presentRecognition({ id, width, height, faces }: Recognition, maybe: number): RecognitionView {
  const labelSize = Math.round(Math.max(width, height) / 40);
  const views = faces.map((face, i) => presentFace(face, i + 1, maybe, labelSize, height));
  const named = views.filter(({ certainty }) => certainty !== 'unknown');
  return {
    photoUrl: `/recognition/${id}/photo`,
    drawnUrl: `/recognition/${id}/image`,
    width,
    height,
    labelSize,
    faces: views,
    named,
    unknown: views.length - named.length,
  };
}

function presentFace({ box, match }: RecognizedFace, number: number, maybe: number, labelSize: number, photoHeight: number): FaceView {
  const certainty = match?.certainty ?? 'unknown';
  return {
    number,
    label: labelOf(match),
    name: match?.person.name ?? null,
    certainty,
    isSure: certainty === 'sure',
    percent: match ? likenessPercent(match.distance, maybe) : null,
    closestUrl: match ? `/images/${match.closest.imageName}` : null,
    left: Math.round(box.left),
    top: Math.round(box.top),
    width: Math.round(box.width),
    height: Math.round(box.height),
    labelX: Math.round(box.left + box.width / 2),
    // Below the box, or inside it where the photo ends.
    labelY: Math.min(Math.round(box.top + box.height + labelSize * 1.2), photoHeight - Math.round(labelSize / 3)),
  };
}
