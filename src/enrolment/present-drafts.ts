import type { Lookalike } from './assessment';
import type { DescribedDraft, Draft } from './draft-rows';

interface DraftFaceView {
  /** From 1. */
  number: number;
  left: number;
  top: number;
  width: number;
  height: number;
  faceUrl: string;
}

const addressOf = ({ id }: Draft) => `/drafts/${id}`;

/** What the list of drafts shows. */
export const presentDrafts = (drafts: readonly Draft[]) =>
  drafts.map((draft) => ({
    url: addressOf(draft),
    photoUrl: `${addressOf(draft)}/faces/1`,
    fileName: draft.fileName,
    name: draft.name,
  }));

/**
 * What the page of a draft shows. Boxes are in the photo's pixels.
 * @param position of the face that is meant, from 0; undefined when the page asks for it
 * @param lookalike the person whom the face looks more like, if any
 */
export function presentDraft(draft: DescribedDraft, position: number | undefined, lookalike: Lookalike | undefined) {
  const url = addressOf(draft);
  const faces = draft.faces.map(({ box }, i): DraftFaceView => {
    const [left, top] = [Math.round(box.left), Math.round(box.top)];
    const [width, height] = [Math.round(box.width), Math.round(box.height)];
    return { number: i + 1, left, top, width, height, faceUrl: `${url}/faces/${i + 1}` };
  });
  return {
    name: draft.name,
    fileName: draft.fileName,
    photoUrl: `${url}/photo`,
    width: draft.width,
    height: draft.height,
    chooseUrl: `${url}/choose`,
    discardUrl: `${url}/discard`,
    faces,
    chosen: position === undefined ? null : faces[position],
    several: faces.length > 1,
    draftUrl: url,
    lookalike: lookalike
      ? {
          other: lookalike.other,
          otherUrl: `/people/${lookalike.handle}`,
          closestUrl: lookalike.closest ? `/images/${lookalike.closest}?size=thumbnail` : null,
        }
      : null,
  };
}
