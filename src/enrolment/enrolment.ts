import { createHash } from 'node:crypto';
import type { Catalog } from '../catalog/catalog';
import { toStored } from '../catalog/faces';
import type { FaceEngine } from '../engine/contract';
import { noFace, photoKnown } from '../errors';
import { enrolling, type Gallery } from '../gallery/galleries';
import { hasSource } from '../gallery/known-photos';
import { pictureHash } from '../storage/picture-hash';
import type { Added, Admission } from './admission';
import type { Doubt } from './doubts';
import type { DescribedDraft } from './draft-rows';
import type { Drafts } from './drafts';
import type { EnrolledPhoto, FaceEntry, NewFace, Whose } from './face-entry';
import { meantFaces } from './meant-faces';

/** What became of an uploaded photo that wasn't refused. */
export type Outcome =
  | Added
  /** The photo needs an answer: with `doubt`, whether it really is that person; otherwise, which of its faces is meant. */
  | { kind: 'draft'; draftId: string; faces: number; doubt: Doubt | undefined };

interface Dependencies {
  catalog: Catalog;
  engine: FaceEngine;
  drafts: Drafts;
  admission: Admission;
  entry: FaceEntry;
}

/** Enrols faces: assesses them first, keeps a draft where there is doubt, and never enrols a face twice. */
export class Enrolment {
  constructor(private readonly deps: Dependencies) {}

  /**
   * Adds a labeled photo, or keeps it as a draft when the user has to decide. Once this resolves, the photo outlives a crash;
   * when it rejects, nothing of the photo is stored.
   * @param name as `readName` returns it; a new name adds a person
   * @param bytes the uploaded file, untrusted
   * @param fileName safe to show
   * @param whose who that is, if they are known
   * @throws personNotFound when a known person is gone, what `mayAdd` throws, noFace, faceTooSmall, faceTooBlurred, faceTooTurned, photoKnown, storageFull, and what the engine throws
   */
  async add(
    gallery: Gallery,
    name: string,
    bytes: Uint8Array,
    fileName: string,
    signal?: AbortSignal,
    whose: Whose = {},
  ): Promise<Outcome> {
    const { catalog, drafts, engine, admission } = this.deps;
    const sourceHash = createHash('sha256').update(bytes).digest('hex');
    if (await hasSource(catalog, gallery.id, name, sourceHash)) throw photoKnown(name);
    const earlier = await drafts.findBySource(gallery, name, sourceHash);
    const known = earlier && (await drafts.find(gallery, earlier.id));
    if (known) return this.draftOutcome(gallery, name, known);

    const described = await engine.describe(bytes, { ...enrolling(gallery), signal });
    const picture = { ...described.picture, sourceHash, pictureHash: await pictureHash(described.picture.jpeg) };
    const faces = await meantFaces(catalog, gallery.id, picture, described.faces.map(toStored));
    const [face, ...others] = faces;
    if (!face) throw noFace();
    if (others.length === 0) {
      const advice = await admission.judge(gallery, name, picture, face);
      const added = await admission.enrolIfLike(gallery, { ...whose, name, picture, face }, advice);
      if (added) return added;
    }
    const id = await drafts.add(gallery, { ...whose, name }, fileName, picture, faces);
    return this.draftOutcome(gallery, name, { ...picture, id, faces });
  }

  private async draftOutcome(
    gallery: Gallery,
    name: string,
    draft: Pick<DescribedDraft, 'id' | 'faces' | 'width' | 'height' | 'pictureHash'>,
  ): Promise<Outcome> {
    const [face, ...others] = draft.faces;
    const doubt = face && others.length === 0 ? await this.deps.admission.doubt(gallery, name, draft, face) : undefined;
    return { kind: 'draft', draftId: draft.id, faces: draft.faces.length, doubt };
  }

  /**
   * Enrols a face without assessing it: for a corrected recognition and for an import.
   * @throws photoKnown when the person already has that very face, and what `FaceEntry.enter` throws
   */
  enrolFace(gallery: Gallery, face: NewFace): Promise<EnrolledPhoto> {
    return this.deps.entry.enter(gallery, face);
  }
}
