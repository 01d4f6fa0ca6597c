import type { Catalog } from '../catalog/catalog';
import { toStored } from '../catalog/faces';
import type { FaceEngine, Point, Stage, UploadedPhoto } from '../engine/contract';
import type { PictureWanted } from '../engine/descriptor-network';
import { tell } from '../events/happenings';
import type { EnrolledPeople } from '../gallery/enrolled-people';
import { asking, type Gallery, tellIn } from '../gallery/galleries';
import type { GalleryThresholds } from '../gallery/gallery-thresholds';
import { hasSaid } from '../gallery/has-said';
import type { MatchThresholds } from '../gallery/thresholds';
import type { Viewer } from '../gallery/viewer';
import { pictureHash } from '../storage/picture-hash';
import { type CandidateFace, withCandidates } from './candidates';
import { completionOf } from './completion';
import type { IdentifiedFace } from './identified-face';
import type { Identifier } from './identifier';
import type { Recognitions } from './recognitions';
import type { ResultPlace, StoredRecognition } from './stored-recognition';
import type { ShownName } from './sure-confirmations';

/** A recognition with the matches that the gallery gives today. */
export interface Recognition extends StoredRecognition {
  faces: IdentifiedFace[];
  /** The thresholds that the matches were found with. */
  thresholds: MatchThresholds;
}

/** What a photo was recognized as. */
export interface Recognized {
  /** The size of the picture, in whose pixels the boxes of the faces are. */
  picture: { width: number; height: number };
  uploaded: UploadedPhoto;
  faces: IdentifiedFace[];
  /** The 68 landmarks of each face, in pixels of the picture. */
  landmarks: Point[][];
}

/** The same, of a photo that is kept. */
export type KeptRecognized = Recognized & { kept: StoredRecognition };

/** How a photo is to be recognized. */
export interface RecognitionRequest {
  /** How many of the nearest people are wanted for each face. */
  candidates?: number;
  signal?: AbortSignal | undefined;
  /** Called at each stage, as by `FaceEngine.describe`. */
  onStage?: ((stage: Stage) => void) | undefined;
}

interface Dependencies {
  catalog: Catalog;
  engine: FaceEngine;
  recognitions: Recognitions;
  identifier: Identifier;
  thresholds: GalleryThresholds;
  enrolled: EnrolledPeople;
}

/**
 * Recognizes people in photos. What it stores are the photo, its faces and their descriptors, but no names: matches are found anew
 * whenever a recognition is shown, so a person deleted from the gallery is gone from every recognition.
 */
export class Recognizer {
  constructor(private readonly deps: Dependencies) {}

  /**
   * Describes a photo, finds out who is on it, and tells that. Nothing of the photo is stored.
   * @throws accountDeleted, and what the engine throws
   */
  async recognize(gallery: Gallery, bytes: Uint8Array, request: RecognitionRequest = {}): Promise<Recognized> {
    const { catalog } = this.deps;
    const picture = (await hasSaid(catalog, gallery.id)) ? 'small' : 'none';
    const { recognized, completed } = await this.see(gallery, bytes, picture, request);
    await tellIn(catalog, gallery.id, completed);
    return recognized;
  }

  /**
   * Does what `recognize` does, and stores the photo and its faces as a recognition. When this rejects, nothing is stored.
   * @throws accountDeleted, storageFull, quotaReached, and what the engine throws
   */
  async keep(viewer: Viewer, bytes: Uint8Array, request: RecognitionRequest = {}): Promise<KeptRecognized> {
    const { gallery } = viewer;
    const { recognized, photo, completed } = await this.see(gallery, bytes, 'whole', request);
    const kept = await this.deps.recognitions.add(viewer, photo, (trx, recognitionId) =>
      tell(trx, gallery.id, { ...completed, recognitionId }),
    );
    return { ...recognized, kept };
  }

  private async see(
    gallery: Gallery,
    bytes: Uint8Array,
    picture: PictureWanted,
    { candidates = 0, signal, onStage }: RecognitionRequest,
  ) {
    const { engine, identifier, thresholds, enrolled } = this.deps;
    const described = await engine.describe(bytes, { ...asking(gallery), picture, signal, onStage });
    const { jpeg, ...size } = described.picture;
    let hash: string | null = null;
    const seen = {
      ...size,
      faces: described.faces.map((face, i) => ({ number: i + 1, face: toStored(face) })),
      pictureHash: async () => {
        hash = jpeg.length > 0 ? await pictureHash(jpeg) : null;
        return hash;
      },
    };
    const [faces = []] = await identifier.identify(gallery, [seen], await thresholds.of(gallery), candidates);
    const landmarks = described.faces.map((face) => face.landmarks);
    return {
      recognized: { picture: size, uploaded: described.uploaded, faces, landmarks },
      photo: { ...described, pictureHash: hash },
      completed: await completionOf(enrolled, gallery, faces),
    };
  }

  /**
   * Finds a recognition with its matches; undefined when there is none with this id that the viewer sees, or it has expired.
   * @param sure the threshold for a sure match; by default the gallery's own
   * @param candidates how many of the nearest people are wanted for each face
   */
  async find(viewer: Viewer, id: string, sure?: number, candidates = 0): Promise<Recognition | undefined> {
    const result = await this.deps.recognitions.find(viewer, id);
    return result && this.show(viewer.gallery, result, sure, candidates);
  }

  /** Finds the newest recognition that somebody sees, with its matches. */
  async findLast(viewer: Viewer): Promise<Recognition | undefined> {
    const [result] = await this.deps.recognitions.list(viewer, 1);
    return result && this.show(viewer.gallery, result);
  }

  /** Finds whom faces may be, besides whom they are taken for: for those that were identified with as many candidates. */
  candidatesOf(gallery: Gallery, faces: readonly IdentifiedFace[], limit: number): Promise<CandidateFace[]> {
    return withCandidates(this.deps.enrolled, gallery, faces, limit);
  }

  /** The sure faces of a recognition, and whom they are named; undefined as in `find`. */
  async sureNames(viewer: Viewer, id: string): Promise<ShownName[] | undefined> {
    const found = await this.find(viewer, id);
    return found?.faces.flatMap(({ number, match }) =>
      match?.certainty === 'sure' ? [{ number, handle: match.person.handle }] : [],
    );
  }

  private async show(gallery: Gallery, result: StoredRecognition, sure?: number, candidates = 0): Promise<Recognition> {
    const { identifier } = this.deps;
    const thresholds = await this.deps.thresholds.of(gallery, sure);
    const [faces = []] = await this.identify(gallery, [result], thresholds, candidates);
    return { ...result, faces: await identifier.withClosest(gallery, faces), thresholds };
  }

  /**
   * Lists some recognitions that somebody sees with their matches, the newest first. It takes as many queries as a single one.
   * @param after how many come before them, or the one before them
   */
  async list(viewer: Viewer, limit: number, after: number | ResultPlace): Promise<Recognition[]> {
    const { gallery } = viewer;
    const results = await this.deps.recognitions.list(viewer, limit, after);
    const thresholds = await this.deps.thresholds.of(gallery);
    const faces = await this.identify(gallery, results, thresholds);
    return results.map((result, i) => ({ ...result, faces: faces[i] ?? [], thresholds }));
  }

  /** @returns the faces of each recognition, in the order of `results` */
  private async identify(
    gallery: Gallery,
    results: readonly StoredRecognition[],
    thresholds: MatchThresholds,
    candidates = 0,
  ): Promise<IdentifiedFace[][]> {
    const faces = await this.deps.recognitions.facesOf(results.map(({ id }) => id));
    const photos = results.map((result) => ({
      ...result,
      faces: faces.get(result.id) ?? [],
      pictureHash: () => this.deps.recognitions.pictureHashOf(result),
    }));
    return this.deps.identifier.identify(gallery, photos, thresholds, candidates);
  }
}
