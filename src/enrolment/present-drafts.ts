import { shownName } from '../gallery/person-name';
import type { Doubt } from './doubts';
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

/** The address of the question whether a face is a person's. @param name of another person than the draft's */
export const questionUrl = (draft: Draft, face: number, name: string | undefined): string =>
  `${addressOf(draft)}?${new URLSearchParams({ face: String(face), ...(name === undefined ? {} : { name }) })}`;

/** What a draft asks. @param faces how many faces may be meant */
const questionOf = (name: string, faces: number, isDoubted = false): string => {
  if (isDoubted) return `Is this really ${name}?`;
  return faces === 1 ? `Is this ${name}?` : `Which face is ${name}?`;
};

/** What the list of drafts shows. @param faces how many faces each has, by its id */
export const presentDrafts = (drafts: readonly Draft[], faces: ReadonlyMap<string, number>) =>
  drafts.map((draft) => {
    const several = (faces.get(draft.id) ?? 0) > 1;
    return {
      url: addressOf(draft),
      // The question is about all of them, so the whole photo is shown.
      photoUrl: several ? `${addressOf(draft)}/photo?size=thumbnail` : `${addressOf(draft)}/faces/1`,
      fileName: draft.fileName,
      question: questionOf(shownName(draft.name), several ? 2 : 1),
    };
  });

/** The question of a draft's page. */
interface Question {
  /** Whose face it is to become. */
  name: string;
  /** Of the face that is meant, from 0; undefined when the page asks for it. */
  position: number | undefined;
  /** Why it may not be theirs, if there is a reason. */
  doubt: Doubt | undefined;
}

const thumbnailOf = (imageName: string | undefined) => (imageName ? `/images/${imageName}?size=thumbnail` : null);

/** What the page of a draft shows. Boxes are in the photo's pixels. */
export function presentDraft(draft: DescribedDraft, { name, position, doubt }: Question) {
  const url = addressOf(draft);
  const faces = draft.faces.map(({ box }, i): DraftFaceView => {
    const [left, top] = [Math.round(box.left), Math.round(box.top)];
    const [width, height] = [Math.round(box.width), Math.round(box.height)];
    return { number: i + 1, left, top, width, height, faceUrl: `${url}/faces/${i + 1}` };
  });
  const other = doubt?.lookalike;
  return {
    question: questionOf(name, faces.length, doubt !== undefined),
    name,
    /** Whom the answer names, where that isn't the draft's own person. */
    otherName: name === draft.name ? null : name,
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
    doubt: doubt ? { ownUrl: thumbnailOf(doubt.own) } : null,
    lookalike: other
      ? { other: other.name, otherUrl: `/people/${other.handle}`, closestUrl: thumbnailOf(other.closest) }
      : null,
  };
}
