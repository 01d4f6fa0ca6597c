import type { Outcome } from '../../enrolment/enrolment';
import { isFault } from '../../errors';
import type { FileOutcome } from '../../web/uploads/try-each';

/** What a draft asks, as a code. @param faces how many of its faces may be meant */
export function questionOf(faces: number, doubt: { lookalike?: unknown } | undefined) {
  if (doubt) return doubt.lookalike ? 'looks_like_other' : 'looks_unlike';
  return faces > 1 ? 'which_face' : 'is_it_them';
}

/** What became of one photo, with codes. */
export function presentOutcome({ file, result }: FileOutcome<Outcome>) {
  if (isFault(result, 'photo_known')) return { file, outcome: 'known' };
  if (isFault(result)) {
    const { id, status, message } = result;
    return { file, outcome: 'refused', fault: { id, status, detail: message } };
  }
  if (result.kind === 'draft')
    return { file, outcome: 'draft', draft: result.draftId, question: questionOf(result.faces, result.doubt) };
  const { imageName: photo, person, advice, settled } = result;
  return { file, outcome: 'added', photo, person: { id: person.handle, name: person.name }, advice, settled };
}
