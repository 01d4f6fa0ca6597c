import type { Described } from '../catalog/descriptors';
import type { IndexedPerson } from '../gallery/descriptor-index';
import type { EnrolledPeople } from '../gallery/enrolled-people';
import type { Gallery } from '../gallery/galleries';
import type { IdentifiedFace } from './identified-face';

/** How sure it is that a face is a person's, as a page says it: a name, a name as a question, or neither. A confirmed name is sure. */
export type Certainty = 'sure' | 'maybe' | 'none';

/** Somebody whom a face may be. */
export interface Candidate {
  person: IndexedPerson;
  /** Null for a confirmed person of whom there is no photo to compare the face with. */
  distance: number | null;
  certainty: Certainty;
  /** The image name of the person's photo that the face resembles most, if there is one. */
  closest: string | undefined;
}

/** A face with the people whom it may be. */
export type CandidateFace = IdentifiedFace & {
  /** Whoever the page names comes first, and then the others, the nearest first. Only the one it names is sure or a maybe. */
  candidates: readonly Candidate[];
};

/** How sure a match is, as a program is told. */
export const certaintyOf = ({ match }: Pick<IdentifiedFace, 'match'>): Certainty =>
  match === undefined ? 'none' : match.certainty === 'maybe' ? 'maybe' : 'sure';

/** How far a face is from the person whom it was taken for, or confirmed to be. @returns null when there is no photo to compare it with */
export async function distanceOfMatch(
  enrolled: EnrolledPeople,
  gallery: Gallery,
  { person, distance }: { person: IndexedPerson; distance: number | null },
  face: Described,
): Promise<number | null> {
  return distance ?? (await enrolled.distanceTo(gallery, person.id, face)) ?? null;
}

/** Finds the people whom faces may be, by what they were identified as. @param limit how many of each face at most */
export async function withCandidates(
  enrolled: EnrolledPeople,
  gallery: Gallery,
  faces: readonly IdentifiedFace[],
  limit: number,
): Promise<CandidateFace[]> {
  const found: CandidateFace[] = [];
  for (const each of faces) {
    const { match, near, face } = each;
    const named = match && {
      ...{ person: match.person, certainty: certaintyOf(each) },
      distance: await distanceOfMatch(enrolled, gallery, match, face),
    };
    const others = near.flatMap(({ person, distance }) =>
      person.id === match?.person.id ? [] : [{ person, distance, certainty: 'none' as const }],
    );
    const candidates = [...(named ? [named] : []), ...others].slice(0, limit);
    found.push({ ...each, candidates: candidates.map((candidate) => ({ ...candidate, closest: undefined })) });
  }
  return withPhotos(enrolled, gallery, found);
}

/** Fills in the closest photo of each candidate. */
async function withPhotos(
  enrolled: EnrolledPeople,
  gallery: Gallery,
  faces: readonly CandidateFace[],
): Promise<CandidateFace[]> {
  const pairs = faces.flatMap(({ face, candidates }) =>
    candidates.map(({ person }) => ({ personId: person.id, face })),
  );
  const photos = await enrolled.closestPhotos(gallery, pairs);
  return faces.map((each) => {
    const own = photos.splice(0, each.candidates.length);
    return { ...each, candidates: each.candidates.map((one, i) => ({ ...one, closest: own[i]?.imageName })) };
  });
}
