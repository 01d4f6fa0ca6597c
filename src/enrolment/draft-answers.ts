import { isFault, noSuchFace } from '../errors';
import type { Gallery } from '../gallery/galleries';
import type { Admission } from './admission';
import type { DescribedDraft } from './draft-rows';
import type { Drafts } from './drafts';
import type { Outcome } from './enrolment';
import { seenIn, type Whose } from './face-entry';

/** How many drafts one answer may settle. */
const MAX_SETTLED = 200;

/** Takes the user's answers to drafts. */
export class DraftAnswers {
  constructor(private readonly deps: { drafts: Drafts; admission: Admission }) {}

  /**
   * Answers a draft: enrols one of its faces. When this rejects, the draft stays.
   * @param name whose face it is, as `readName` returns it
   * @param position of the face in the draft, from 0
   * @param insist true enrols the face in spite of a doubt, and remembers that
   * @param whose who that is, if they are known
   * @throws personNotFound when a known person is gone, what `mayAdd` throws, noSuchFace, draftNotFound when another answer was faster, and what `Enrolment.add` throws
   */
  async choose(
    gallery: Gallery,
    draft: DescribedDraft,
    name: string,
    position: number,
    insist: boolean,
    whose: Whose = {},
  ): Promise<Outcome> {
    const { drafts, admission } = this.deps;
    const face = draft.faces[position];
    const jpeg = await drafts.readPhoto(draft);
    if (!face || !jpeg) throw noSuchFace();
    const advice = await admission.judge(gallery, name, draft, face);
    const answered = { ...whose, name, picture: { ...draft, jpeg }, face, draft };
    const added = insist
      ? await admission.enrol(gallery, { ...answered, vouched: seenIn(draft, face) }, advice)
      : await admission.enrolIfLike(gallery, answered, advice);
    if (!added) {
      const doubt = await admission.doubt(gallery, name, draft, face);
      return { kind: 'draft', draftId: draft.id, faces: draft.faces.length, doubt };
    }
    await drafts.discardFile(draft);
    return { ...added, settled: await this.settle(gallery, name) };
  }

  /** Enrols the person's drafts of one face that are in doubt no more, since they look like a photo that was added. @returns how many */
  private async settle(gallery: Gallery, name: string): Promise<number> {
    const { drafts, admission } = this.deps;
    let settled = 0;
    for (const { id } of await drafts.listOf(gallery, name, MAX_SETTLED)) {
      const draft = await drafts.find(gallery, id);
      const [face, ...others] = draft?.faces ?? [];
      const jpeg = draft && face && others.length === 0 ? await drafts.readPhoto(draft) : undefined;
      if (!draft || !face || !jpeg) continue;
      try {
        await admission.judge(gallery, name, draft, face);
        if (!(await admission.enrolIfLike(gallery, { name, picture: { ...draft, jpeg }, face, draft }, []))) continue;
      } catch (error) {
        if (!isFault(error)) throw error;
        continue; // the draft stays, and says why when it is answered
      }
      await drafts.discardFile(draft);
      settled++;
    }
    return settled;
  }
}
