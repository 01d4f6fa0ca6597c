import type { Catalog } from '../catalog/catalog';
import type { StoredFace } from '../catalog/faces';
import { photoKnown } from '../errors';
import type { EnrolledPeople } from '../gallery/enrolled-people';
import type { Gallery } from '../gallery/galleries';
import type { GalleryThresholds } from '../gallery/gallery-thresholds';
import { hasFace } from '../gallery/known-photos';
import { assess } from './assessment';
import { type Doubt, findDoubt } from './doubts';
import { type EnrolledPhoto, type FaceEntry, type NewFace, seenIn, UnlikePhotos } from './face-entry';

/** What an enrolled face comes to. */
export interface Added extends EnrolledPhoto {
  kind: 'added';
  /** What would make a better photo. */
  advice: string[];
  /** How many drafts of the person became photos by it, as they look like this one. */
  settled: number;
}

interface Dependencies {
  catalog: Catalog;
  enrolled: EnrolledPeople;
  thresholds: GalleryThresholds;
  entry: FaceEntry;
}

/** Decides whether a face is enrolled as a person's: it must be good enough, new, and not in doubt. */
export class Admission {
  constructor(private readonly deps: Dependencies) {}

  /**
   * Decides whether a face can be enrolled.
   * @returns advice for better photos
   * @throws photoKnown when the person already has that very face; faceTooSmall, faceTooBlurred, faceTooTurned
   */
  async judge(
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

  /** Enrols a face, whatever it looks like. @throws what `FaceEntry.enter` throws */
  async enrol(gallery: Gallery, face: NewFace, advice: string[]): Promise<Added> {
    return { kind: 'added', ...(await this.deps.entry.enter(gallery, face)), advice, settled: 0 };
  }

  /** Enrols a face unless there is doubt that it is the person's. What came in at the same time counts, too. @returns undefined when in doubt */
  async enrolIfLike(gallery: Gallery, face: NewFace, advice: string[]): Promise<Added | undefined> {
    if (await this.doubt(gallery, face.name, face.picture, face.face)) return undefined;
    try {
      return await this.enrol(gallery, { ...face, mustBeLike: seenIn(face.picture, face.face) }, advice);
    } catch (error) {
      if (error instanceof UnlikePhotos) return undefined;
      throw error;
    }
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
