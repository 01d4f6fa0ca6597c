import { createHash } from 'node:crypto';
import type { Catalog } from '../catalog/catalog';
import { type StoredFace, toStored } from '../catalog/faces';
import { placeIn } from '../engine/boxes';
import type { FaceEngine } from '../engine/contract';
import { isFault, noFace, noSuchFace, photoKnown } from '../errors';
import type { EnrolledPeople } from '../gallery/enrolled-people';
import type { Gallery } from '../gallery/galleries';
import { loadIgnoredFaces } from '../gallery/ignored-faces';
import { hasFace, hasSource } from '../gallery/known-photos';
import type { PersonReference } from '../gallery/person-rows';
import type { Preferences } from '../gallery/preferences';
import { pictureHash } from '../storage/picture-hash';
import { assess } from './assessment';
import { type Doubt, findDoubt } from './doubts';
import type { DescribedDraft } from './draft-rows';
import type { Drafts } from './drafts';
import { type EnrolledPhoto, type FaceEntry, type NewFace, seenIn, UnlikePhotos } from './face-entry';

/** What became of an uploaded photo that wasn't refused. */
export type Outcome =
  /** `settled` is how many drafts of the person became photos by it, as they look like this one. */
  | { kind: 'added'; person: PersonReference; imageName: string; advice: string[]; settled: number }
  /** The photo needs an answer: with `doubt`, whether it really is that person; otherwise, which of its faces is meant. */
  | { kind: 'draft'; draftId: string; faces: number; doubt: Doubt | undefined };

interface Dependencies {
  catalog: Catalog;
  engine: FaceEngine;
  enrolled: EnrolledPeople;
  drafts: Drafts;
  preferences: Preferences;
  entry: FaceEntry;
}

/** How many drafts one answer may settle. */
const MAX_SETTLED = 200;

/** Enrols faces: assesses them first, keeps a draft where there is doubt, and never enrols a face twice. */
export class Enrolment {
  constructor(private readonly deps: Dependencies) {}

  /**
   * Adds a labeled photo, or keeps it as a draft when the user has to decide. Once this resolves, the photo outlives a crash;
   * when it rejects, nothing of the photo is stored.
   * @param name as `readName` returns it; a new name adds a person
   * @param bytes the uploaded file, untrusted
   * @param fileName safe to show
   * @throws noFace, faceTooSmall, faceTooBlurred, faceTooTurned, photoKnown, storageFull, and what the engine throws
   */
  async add(
    gallery: Gallery,
    name: string,
    bytes: Uint8Array,
    fileName: string,
    signal?: AbortSignal,
  ): Promise<Outcome> {
    const { catalog, drafts, engine } = this.deps;
    const sourceHash = createHash('sha256').update(bytes).digest('hex');
    if (await hasSource(catalog, gallery.id, name, sourceHash)) throw photoKnown(name);
    const earlier = await drafts.findBySource(gallery, name, sourceHash);
    const known = earlier && (await drafts.find(gallery, earlier.id));
    if (known) return this.draftOutcome(gallery, name, known);

    const described = await engine.describe(bytes, signal);
    const picture = { ...described.picture, sourceHash, pictureHash: await pictureHash(described.picture.jpeg) };
    const faces = await this.meantFaces(gallery, picture, described.faces.map(toStored));
    const [face, ...others] = faces;
    if (!face) throw noFace();
    if (others.length === 0) {
      const advice = await this.judge(gallery, name, picture, face);
      const added = await this.enrolIfLike(gallery, { name, picture, face }, advice);
      if (added) return added;
    }
    const id = await drafts.add(gallery, name, fileName, picture, faces);
    return this.draftOutcome(gallery, name, { ...picture, id, faces });
  }

  /** The faces of a photo that may be meant: the ignored ones aren't, if there is another one, and what is no face never is. */
  private async meantFaces(
    gallery: Gallery,
    picture: { width: number; height: number; pictureHash: string | null },
    faces: readonly StoredFace[],
  ): Promise<StoredFace[]> {
    const book = await loadIgnoredFaces(this.deps.catalog, gallery.id);
    const ignored = book.on(
      picture.pictureHash,
      faces.map(({ box, descriptor }) => ({ place: placeIn(box, picture), descriptor })),
    );
    const real = faces.filter((_, i) => ignored[i]?.face.isFace !== false);
    const meant = faces.filter((_, i) => !ignored[i]);
    return meant.length > 0 ? meant : real;
  }

  private async draftOutcome(
    gallery: Gallery,
    name: string,
    draft: Pick<DescribedDraft, 'id' | 'faces' | 'width' | 'height' | 'pictureHash'>,
  ): Promise<Outcome> {
    const [face, ...others] = draft.faces;
    const doubt = face && others.length === 0 ? await this.doubt(gallery, name, draft, face) : undefined;
    return { kind: 'draft', draftId: draft.id, faces: draft.faces.length, doubt };
  }

  /**
   * Answers a draft: enrols one of its faces. When this rejects, the draft stays.
   * @param name whose face it is, as `readName` returns it
   * @param position of the face in the draft, from 0
   * @param insist true enrols the face in spite of a doubt, and remembers that
   * @throws noSuchFace, draftNotFound when another answer was faster, and what `add` throws
   */
  async choose(
    gallery: Gallery,
    draft: DescribedDraft,
    name: string,
    position: number,
    insist: boolean,
  ): Promise<Outcome> {
    const { drafts } = this.deps;
    const face = draft.faces[position];
    const jpeg = await drafts.readPhoto(draft);
    if (!face || !jpeg) throw noSuchFace();
    const advice = await this.judge(gallery, name, draft, face);
    const answered = { name, picture: { ...draft, jpeg }, face, draft };
    const added = insist
      ? await this.enrol(gallery, { ...answered, vouched: seenIn(draft, face) }, advice)
      : await this.enrolIfLike(gallery, answered, advice);
    if (!added) {
      const doubt = await this.doubt(gallery, name, draft, face);
      return { kind: 'draft', draftId: draft.id, faces: draft.faces.length, doubt };
    }
    await drafts.discardFile(draft);
    return { ...added, settled: await this.settle(gallery, name) };
  }

  /** Enrols the person's drafts of one face that are in doubt no more, since they look like a photo that was added. @returns how many */
  private async settle(gallery: Gallery, name: string): Promise<number> {
    const { drafts } = this.deps;
    let settled = 0;
    for (const { id } of await drafts.listOf(gallery, name, MAX_SETTLED)) {
      const draft = await drafts.find(gallery, id);
      const [face, ...others] = draft?.faces ?? [];
      const jpeg = draft && face && others.length === 0 ? await drafts.readPhoto(draft) : undefined;
      if (!draft || !face || !jpeg) continue;
      try {
        await this.judge(gallery, name, draft, face);
        if (!(await this.enrolIfLike(gallery, { name, picture: { ...draft, jpeg }, face, draft }, []))) continue;
      } catch (error) {
        if (!isFault(error)) throw error;
        continue; // the draft stays, and says why when it is answered
      }
      await drafts.discardFile(draft);
      settled++;
    }
    return settled;
  }

  /**
   * Decides whether a face can be enrolled.
   * @returns advice for better photos
   * @throws photoKnown when the person already has that very face; faceTooSmall, faceTooBlurred, faceTooTurned
   */
  private async judge(
    gallery: Gallery,
    name: string,
    picture: { width: number; height: number; pictureHash: string | null },
    face: StoredFace,
  ): Promise<string[]> {
    if (await hasFace(this.deps.catalog, gallery.id, name, picture, face.box)) throw photoKnown(name);
    const { refusal, advice } = assess(face);
    if (refusal) throw refusal;
    return advice;
  }

  private async enrol(gallery: Gallery, face: NewFace, advice: string[]): Promise<Outcome & { kind: 'added' }> {
    return { kind: 'added', ...(await this.enrolFace(gallery, face)), advice, settled: 0 };
  }

  /** Enrols a face unless there is doubt that it is the person's. What came in at the same time counts, too. @returns undefined when in doubt */
  private async enrolIfLike(
    gallery: Gallery,
    face: NewFace,
    advice: string[],
  ): Promise<(Outcome & { kind: 'added' }) | undefined> {
    if (await this.doubt(gallery, face.name, face.picture, face.face)) return undefined;
    try {
      return await this.enrol(gallery, { ...face, mustBeLike: seenIn(face.picture, face.face) }, advice);
    } catch (error) {
      if (error instanceof UnlikePhotos) return undefined;
      throw error;
    }
  }

  /**
   * Enrols a face without assessing it: for a corrected recognition and for an import.
   * @throws photoKnown when the person already has that very face, and what `FaceEntry.enter` throws
   */
  enrolFace(gallery: Gallery, face: NewFace): Promise<EnrolledPhoto> {
    return this.deps.entry.enter(gallery, face);
  }

  /** Finds the reason to doubt that a face is a person's. @returns undefined when there is none */
  doubt(
    gallery: Gallery,
    name: string,
    picture: { width: number; height: number; pictureHash: string | null },
    face: StoredFace,
  ): Promise<Doubt | undefined> {
    return findDoubt(this.deps, gallery, name, seenIn(picture, face));
  }
}
