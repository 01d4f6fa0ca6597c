import { createHash } from 'node:crypto';
import type { Catalog } from '../catalog/catalog';
import { type StoredFace, toStored } from '../catalog/faces';
import type { FaceEngine } from '../engine/contract';
import { noFace, noSuchFace, photoKnown } from '../errors';
import type { EnrolledPeople } from '../gallery/enrolled-people';
import type { Gallery } from '../gallery/gallery-rows';
import { hasFace, hasSource } from '../gallery/known-photos';
import { findPerson, type PersonReference } from '../gallery/person-rows';
import type { Preferences } from '../gallery/preferences';
import { pictureHash } from '../storage/picture-hash';
import type { DescribedDraft, Drafts } from './drafts';
import { adviseOnLikeness, assess } from './face-advice';
import type { EnrolledPhoto, FaceEntry, NewFace } from './face-entry';
import { findLookalike, type Lookalike } from './lookalike';

/** How an upload fared that wasn't refused. */
export type Outcome =
  | { kind: 'added'; person: PersonReference; imageName: string; advice: string[] }
  /** It waits as a draft: `other` is whom it looks more like than the person named; without it, it shows several faces. */
  | { kind: 'draft'; draftId: string; faces: number; other: string | undefined };

interface Dependencies {
  catalog: Catalog;
  engine: FaceEngine;
  enrolled: EnrolledPeople;
  drafts: Drafts;
  preferences: Preferences;
  entry: FaceEntry;
}

/** How uploaded faces join the gallery: assessed first, asked about where there is doubt, and never twice. */
export class Enrolment {
  constructor(private readonly deps: Dependencies) {}

  /**
   * Adds a labelled photo, or keeps it as a draft when a person has to decide. When this resolves, it outlives a crash;
   * when it rejects, nothing of it is stored.
   * @param name as `readName` gives it; a new one makes a new person
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
    const asked = await drafts.findBySource(gallery, name, sourceHash);
    if (asked) return this.ask(gallery, name, (await drafts.find(gallery, asked.id))?.faces ?? [], asked.id);

    const described = await engine.describe(bytes, signal);
    const faces = described.faces.map(toStored);
    const [face, ...others] = faces;
    if (!face) throw noFace();
    const picture = { ...described.picture, sourceHash, pictureHash: await pictureHash(described.picture.jpeg) };
    if (others.length === 0) {
      const advice = await this.judge(gallery, name, picture, face);
      if (!(await this.lookalike(gallery, name, face))) return this.enrol(gallery, { name, picture, face }, advice);
    }
    return this.ask(gallery, name, faces, await drafts.add(gallery, name, fileName, picture, faces));
  }

  private async ask(gallery: Gallery, name: string, faces: readonly StoredFace[], draftId: string): Promise<Outcome> {
    const [face, ...others] = faces;
    const lookalike = face && others.length === 0 ? await this.lookalike(gallery, name, face) : undefined;
    return { kind: 'draft', draftId, faces: faces.length, other: lookalike?.other };
  }

  /**
   * Answers a draft's question: this face is that person's.
   * @param position of the face in the draft, from 0
   * @param insist that it is so, even where the face looks more like somebody else
   * @throws noSuchFace, draftNotFound when another answer was faster, and what `add` throws; the draft stays
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

  /** @returns advice @throws photoKnown when the person has that very face, and the refusal of a face that can't be enrolled */
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

  private async enrol(gallery: Gallery, added: NewFace, advice: readonly string[]): Promise<Outcome> {
    const { person, imageName, ...more } = await this.enrolFace(gallery, added);
    return { kind: 'added', person, imageName, advice: [...advice, ...more.advice] };
  }

  /**
   * A face joins the gallery, unasked and unassessed: of a recognition that is corrected, or from an export.
   * @returns its photo, and advice where it is unlike the person's other photos
   * @throws photoKnown when the person has that very face, storageFull
   */
  async enrolFace(gallery: Gallery, face: NewFace): Promise<EnrolledPhoto & { advice: string[] }> {
    const { catalog, enrolled, entry } = this.deps;
    const known = await findPerson(catalog, gallery.id, face.name);
    const distance = known && (await enrolled.distanceTo(gallery, known.id, face.face.descriptor));
    const photo = await entry.enter(gallery, face);
    return { ...photo, advice: adviseOnLikeness(photo.person.name, distance) };
  }

  /** Whom a face surely looks like, more than like the person named; undefined when nobody else. */
  lookalike(gallery: Gallery, name: string, face: StoredFace): Promise<Lookalike | undefined> {
    return findLookalike(this.deps, gallery, name, face);
  }
}
