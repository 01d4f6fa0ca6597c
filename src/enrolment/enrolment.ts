import { createHash } from 'node:crypto';
import type { Catalog } from '../catalog/catalog';
import { toStored } from '../catalog/faces';
import type { FaceEngine } from '../engine/contract';
import { looksLikeOther, looksUnlike, noFace, photoKnown, severalFaces } from '../errors';
import { enrolling, type Gallery } from '../gallery/galleries';
import { hasSource } from '../gallery/known-photos';
import { observeOutcome } from '../observations';
import { pictureHash } from '../storage/picture-hash';
import type { Added, Admission } from './admission';
import type { Doubt } from './doubts';
import type { DescribedDraft } from './draft-rows';
import type { Drafts } from './drafts';
import { type EnrolledPhoto, type FaceEntry, type NewFace, seenIn, type Whose } from './face-entry';
import { meantFaces } from './meant-faces';

/** What became of an uploaded photo that wasn't refused. */
export type Outcome =
  | Added
  /** The photo needs an answer: with `doubt`, whether it really is that person; otherwise, which of its faces is meant. */
  | { kind: 'draft'; draftId: string; faces: number; doubt: Doubt | undefined };

/** How a program adds a photo: it gets no questions. */
export interface StrictRequest {
  /** Whether the face is added in spite of a doubt, and remembered as that person's. */
  insist: boolean;
  /** Called before a person of a new name is added, to refuse that. */
  mayAdd: () => void;
  /** Whether a face that the detector found with this score counts. */
  isFace: (score: number) => boolean;
  signal?: AbortSignal;
}

interface Dependencies {
  catalog: Catalog;
  engine: FaceEngine;
  drafts: Drafts;
  admission: Admission;
  entry: FaceEntry;
}

const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

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
    const add = () => this.addUnlessKnown(gallery, name, bytes, fileName, signal, whose);
    return observeOutcome('enrolment', add, ({ kind }) => kind);
  }

  private async addUnlessKnown(
    gallery: Gallery,
    name: string,
    bytes: Uint8Array,
    fileName: string,
    signal: AbortSignal | undefined,
    whose: Whose,
  ): Promise<Outcome> {
    const { catalog, drafts, admission } = this.deps;
    const sourceHash = hashOf(bytes);
    if (await hasSource(catalog, gallery.id, name, sourceHash)) throw photoKnown(name);
    const earlier = await drafts.findBySource(gallery, name, sourceHash);
    const known = earlier && (await drafts.find(gallery, earlier.id));
    if (known) return this.draftOutcome(gallery, name, known);

    const { picture, faces } = await this.describe(gallery, bytes, sourceHash, signal);
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

  /**
   * Adds a labeled photo of one face, and refuses it where `add` would ask: nothing is kept for an answer. When this rejects, nothing is stored.
   * @param name as `readName` returns it
   * @param bytes the uploaded file, untrusted
   * @throws severalFaces, looksLikeOther, looksUnlike, what `mayAdd` throws, and what `add` throws
   */
  async addOrRefuse(gallery: Gallery, name: string, bytes: Uint8Array, request: StrictRequest): Promise<Added> {
    return observeOutcome(
      'enrolment',
      () => this.addStrictly(gallery, name, bytes, request),
      ({ kind }) => kind,
    );
  }

  private async addStrictly(
    gallery: Gallery,
    name: string,
    bytes: Uint8Array,
    { insist, mayAdd, isFace, signal }: StrictRequest,
  ): Promise<Added> {
    const { catalog, admission } = this.deps;
    const sourceHash = hashOf(bytes);
    if (await hasSource(catalog, gallery.id, name, sourceHash)) throw photoKnown(name);
    const { picture, faces } = await this.describe(gallery, bytes, sourceHash, signal);
    const [face, ...others] = faces.filter(({ score }) => isFace(score));
    if (!face) throw noFace();
    if (others.length > 0) throw severalFaces(1 + others.length);
    const advice = await admission.judge(gallery, name, picture, face);
    const entry = { name, picture, face, mayAdd };
    if (insist) return admission.enrol(gallery, { ...entry, vouched: seenIn(picture, face) }, advice);
    const added = await admission.enrolIfLike(gallery, entry, advice);
    if (added) return added;
    const doubt = await admission.doubt(gallery, name, picture, face);
    throw doubt?.lookalike ? looksLikeOther(name, doubt.lookalike.name) : looksUnlike(name);
  }

  /** Describes an uploaded file. @returns its picture, and the faces that may be meant */
  private async describe(gallery: Gallery, bytes: Uint8Array, sourceHash: string, signal: AbortSignal | undefined) {
    const { catalog, engine } = this.deps;
    const described = await engine.describe(bytes, { ...enrolling(gallery), signal });
    const picture = { ...described.picture, sourceHash, pictureHash: await pictureHash(described.picture.jpeg) };
    return { picture, faces: await meantFaces(catalog, gallery.id, picture, described.faces.map(toStored)) };
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
    return observeOutcome(
      'enrolment',
      () => this.deps.entry.enter(gallery, face),
      () => 'added',
    );
  }
}
