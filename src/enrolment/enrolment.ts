import { createHash } from 'node:crypto';
import type { Catalog } from '../catalog/catalog';
import { type StoredFace, toStored } from '../catalog/faces';
import type { FaceEngine } from '../engine/contract';
import { noFace, noSuchFace, photoKnown } from '../errors';
import type { EnrolledPeople } from '../gallery/enrolled-people';
import type { Gallery } from '../gallery/galleries';
import { hasFace, hasSource } from '../gallery/known-photos';
import { findPerson, type PersonReference } from '../gallery/person-rows';
import type { Preferences } from '../gallery/preferences';
import { pictureHash } from '../storage/picture-hash';
import { adviseOnLikeness, assess, findLookalike, type Lookalike } from './assessment';
import type { DescribedDraft } from './draft-rows';
import type { Drafts } from './drafts';
import type { EnrolledPhoto, FaceEntry, NewFace } from './face-entry';

/** What became of an uploaded photo that wasn't refused. */
export type Outcome =
  | { kind: 'added'; person: PersonReference; imageName: string; advice: string[] }
  /** The photo needs an answer. With `other`, it looks more like that person; otherwise it shows several faces. */
  | { kind: 'draft'; draftId: string; faces: number; other: string | undefined };

interface Dependencies {
  catalog: Catalog;
  engine: FaceEngine;
  enrolled: EnrolledPeople;
  drafts: Drafts;
  preferences: Preferences;
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
    if (earlier)
      return this.draftOutcome(gallery, name, (await drafts.find(gallery, earlier.id))?.faces ?? [], earlier.id);

    const described = await engine.describe(bytes, signal);
    const faces = described.faces.map(toStored);
    const [face, ...others] = faces;
    if (!face) throw noFace();
    const picture = { ...described.picture, sourceHash, pictureHash: await pictureHash(described.picture.jpeg) };
    if (others.length === 0) {
      const advice = await this.judge(gallery, name, picture, face);
      if (!(await this.lookalike(gallery, name, face))) return this.enrol(gallery, { name, picture, face }, advice);
    }
    const draftId = await drafts.add(gallery, name, fileName, picture, faces);
    return this.draftOutcome(gallery, name, faces, draftId);
  }

  private async draftOutcome(
    gallery: Gallery,
    name: string,
    faces: readonly StoredFace[],
    draftId: string,
  ): Promise<Outcome> {
    const [face, ...others] = faces;
    const lookalike = face && others.length === 0 ? await this.lookalike(gallery, name, face) : undefined;
    return { kind: 'draft', draftId, faces: faces.length, other: lookalike?.other };
  }

  /**
   * Answers a draft: enrols one of its faces. When this rejects, the draft stays.
   * @param name whose face it is, as `readName` returns it
   * @param position of the face in the draft, from 0
   * @param insist true enrols the face even if it looks more like somebody else
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
    const lookalike = insist ? undefined : await this.lookalike(gallery, name, face);
    if (lookalike) return { kind: 'draft', draftId: draft.id, faces: draft.faces.length, other: lookalike.other };
    const outcome = await this.enrol(gallery, { name, picture: { ...draft, jpeg }, face, draft }, advice);
    await drafts.discardFile(draft);
    return outcome;
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

  private async enrol(gallery: Gallery, face: NewFace, advice: readonly string[]): Promise<Outcome> {
    const { person, imageName, advice: onLikeness } = await this.enrolFace(gallery, face);
    return { kind: 'added', person, imageName, advice: [...advice, ...onLikeness] };
  }

  /**
   * Enrols a face without assessing it: for a corrected recognition and for an import.
   * @returns its photo, and advice if it looks unlike the person's other photos
   * @throws photoKnown when the person already has that very face, and what `FaceEntry.enter` throws
   */
  async enrolFace(gallery: Gallery, face: NewFace): Promise<EnrolledPhoto & { advice: string[] }> {
    const { catalog, enrolled, entry } = this.deps;
    const known = await findPerson(catalog, gallery.id, face.name);
    const distance = known && (await enrolled.distanceTo(gallery, known.id, face.face.descriptor));
    const photo = await entry.enter(gallery, face);
    return { ...photo, advice: adviseOnLikeness(photo.person.name, distance) };
  }

  /** Finds whom a face looks more like than the person named, within the sure threshold. @returns undefined if nobody */
  lookalike(gallery: Gallery, name: string, face: StoredFace): Promise<Lookalike | undefined> {
    return findLookalike(this.deps, gallery, name, face);
  }
}
