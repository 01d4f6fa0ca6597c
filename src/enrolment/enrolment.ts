import { createHash } from 'node:crypto';
import type { Catalog } from '../catalog/catalog';
import { type StoredFace, toStored } from '../catalog/faces';
import type { FaceEngine } from '../engine/contract';
import { noFace, noSuchFace, photoKnown } from '../errors';
import type { EnrolledPeople } from '../gallery/enrolled-people';
import { findPerson, hasSource } from '../gallery/known-photos';
import type { PersonReference } from '../gallery/photo-rows';
import type { Preferences } from '../gallery/preferences';
import type { PhotoStore } from '../storage/photo-store';
import { pictureHash } from '../storage/picture-hash';
import type { DescribedDraft, Drafts } from './drafts';
import { adviseOnLikeness, adviseOnView } from './face-advice';
import { FaceEntry, type NewFace } from './face-entry';

/** How an upload fared that wasn't refused. */
export type Outcome =
  | { kind: 'added'; person: PersonReference; imageName: string; advice: string[] }
  /** It waits as a draft: `other` is whom it looks more like than the person named; without it, it shows several faces. */
  | { kind: 'asks'; draftId: string; faces: number; other: string | undefined };

/** Whom a face looks more like than the person it was said to be. */
export interface Doubt {
  other: string;
  handle: string;
  /** The photo of theirs that the face resembles most. */
  closest: string | undefined;
}

interface Dependencies {
  catalog: Catalog;
  /** Of the gallery's photos. */
  store: PhotoStore;
  engine: FaceEngine;
  enrolled: EnrolledPeople;
  drafts: Drafts;
  preferences: Preferences;
}

/** How faces join the gallery: looked at first, asked about where there is doubt, and never twice. */
export class Enrolment {
  private readonly entry: FaceEntry;

  constructor(private readonly deps: Dependencies) {
    this.entry = new FaceEntry(deps);
  }

  /**
   * Adds a labelled photo, or keeps it as a draft when a person has to decide. When this resolves, it outlives a crash;
   * when it rejects, nothing of it is stored.
   * @param name as `readName` gives it; a new one makes a new person
   * @throws noFace, faceTooSmall, faceTooBlurred, faceTooTurned, photoKnown, storageFull, and what the engine throws
   */
  async add(userId: number, name: string, bytes: Uint8Array, fileName: string, signal?: AbortSignal): Promise<Outcome> {
    const { catalog, drafts, engine } = this.deps;
    const sourceHash = createHash('sha256').update(bytes).digest('hex');
    if (await hasSource(catalog, userId, name, sourceHash)) throw photoKnown(name);
    const asked = await drafts.findBySource(userId, name, sourceHash);
    if (asked) return this.ask(userId, name, (await drafts.find(userId, asked.id))?.faces ?? [], asked.id);

    const described = await engine.describe(bytes, signal);
    const faces = described.faces.map(toStored);
    if (faces.length === 0) throw noFace();
    const picture = { ...described.picture, sourceHash, pictureHash: await pictureHash(described.picture.jpeg) };
    if (faces.length === 1) {
      await this.entry.refuseKnown(userId, name, picture, faces[0]);
      const advice = adviseOnView(faces[0]);
      if (!(await this.doubt(userId, name, faces[0])))
        return this.enrolWith(userId, { name, picture, face: faces[0] }, advice);
    }
    return this.ask(userId, name, faces, await drafts.add(userId, name, fileName, picture, faces));
  }

  private async ask(userId: number, name: string, faces: readonly StoredFace[], draftId: string): Promise<Outcome> {
    const doubt = faces.length === 1 ? await this.doubt(userId, name, faces[0]) : undefined;
    return { kind: 'asks', draftId, faces: faces.length, other: doubt?.other };
  }

  /**
   * Answers a draft's question: this face is that person's.
   * @param position of the face in the draft, from 0
   * @param insist that it is so, even where the face looks more like somebody else
   * @throws noSuchFace, draftNotFound when another answer was faster, and what `add` throws; the draft stays
   */
  async choose(
    userId: number,
    draft: DescribedDraft,
    name: string,
    position: number,
    insist: boolean,
  ): Promise<Outcome> {
    const { drafts } = this.deps;
    const face = draft.faces[position];
    const jpeg = await drafts.readPhoto(draft);
    if (!face || !jpeg) throw noSuchFace();
    await this.entry.refuseKnown(userId, name, draft, face);
    const advice = adviseOnView(face);
    const doubt = insist ? undefined : await this.doubt(userId, name, face);
    if (doubt) return { kind: 'asks', draftId: draft.id, faces: draft.faces.length, other: doubt.other };
    const outcome = await this.enrolWith(userId, { name, picture: { ...draft, jpeg }, face, draft }, advice);
    await drafts.removeAnswered(draft);
    return outcome;
  }

  /**
   * A face of a picture that the app has made before joins the gallery, unasked.
   * @throws photoKnown when the person has that very face, storageFull
   */
  enrol(userId: number, face: NewFace): Promise<PersonReference & { imageName: string }> {
    return this.entry.enter(userId, face);
  }

  private async enrolWith(userId: number, added: NewFace, advice: readonly string[]): Promise<Outcome> {
    const { catalog, enrolled } = this.deps;
    const known = await findPerson(catalog, userId, added.name);
    const distance = known && (await enrolled.distanceTo(userId, known.id, added.face.descriptor));
    const { imageName, ...person } = await this.enrol(userId, added);
    return { kind: 'added', person, imageName, advice: [...advice, ...adviseOnLikeness(person.name, distance)] };
  }

  /** Whom a face surely looks like, more than like the person named; undefined when nobody else. */
  async doubt(userId: number, name: string, { descriptor }: StoredFace): Promise<Doubt | undefined> {
    const { catalog, enrolled, preferences } = this.deps;
    const named = await findPerson(catalog, userId, name);
    const own = named && (await enrolled.distanceTo(userId, named.id, descriptor));
    const { sure } = await preferences.thresholdsOf(userId);
    const [hits] = await enrolled.within(userId, [descriptor], Math.min(sure, own ?? sure));
    const others = hits
      .filter(({ person }) => person.id !== named?.id)
      .sort((one, other) => one.distance - other.distance);
    if (!others[0]) return undefined;
    const { id, name: other, handle } = others[0].person;
    const [closest] = await enrolled.closestPhotos(userId, [{ personId: id, face: descriptor }]);
    return { other, handle, closest: closest?.imageName };
  }
}
