import type { FaceEngine, Stage } from '../engine/contract';
import { asking, type Gallery } from '../gallery/galleries';
import type { GalleryThresholds } from '../gallery/gallery-thresholds';
import type { MatchThresholds } from '../gallery/thresholds';
import type { IdentifiedFace, Identifier } from './identifier';
import type { Recognitions, StoredRecognition } from './recognitions';

/** A recognition with the matches that the gallery gives today. */
export interface Recognition extends StoredRecognition {
  faces: IdentifiedFace[];
  /** The thresholds that the matches were found with. */
  thresholds: MatchThresholds;
}

interface Dependencies {
  engine: FaceEngine;
  recognitions: Recognitions;
  identifier: Identifier;
  thresholds: GalleryThresholds;
}

/**
 * Recognizes people in photos. It stores the photo, its faces and their descriptors, but no names: matches are found anew
 * whenever a recognition is shown, so a person deleted from the gallery is gone from every recognition.
 */
export class Recognizer {
  constructor(private readonly deps: Dependencies) {}

  /**
   * Describes a photo and stores it as a recognition. When this rejects, nothing is stored.
   * @param onStage called at each stage, as by `FaceEngine.describe`
   * @returns the recognition's id
   * @throws accountDeleted, storageFull, quotaReached, and what the engine throws
   */
  async recognize(
    gallery: Gallery,
    bytes: Uint8Array,
    signal?: AbortSignal,
    onStage?: (stage: Stage) => void,
  ): Promise<string> {
    const { engine, recognitions } = this.deps;
    return recognitions.add(gallery, await engine.describe(bytes, { ...asking(gallery), signal, onStage }));
  }

  /**
   * Finds a recognition with its matches; undefined when the gallery has none with this id, or it has expired.
   * @param sure the threshold for a sure match; by default the gallery's own
   */
  async find(gallery: Gallery, id: string, sure?: number): Promise<Recognition | undefined> {
    const result = await this.deps.recognitions.find(gallery, id);
    return result && this.show(gallery, result, sure);
  }

  /** Finds the newest recognition of a gallery, with its matches. */
  async findLast(gallery: Gallery): Promise<Recognition | undefined> {
    const [result] = await this.deps.recognitions.list(gallery, 1);
    return result && this.show(gallery, result);
  }

  private async show(gallery: Gallery, result: StoredRecognition, sure?: number): Promise<Recognition> {
    const { identifier } = this.deps;
    const thresholds = await this.deps.thresholds.of(gallery, sure);
    const [faces = []] = await this.identify(gallery, [result], thresholds);
    return { ...result, faces: await identifier.withClosest(gallery, faces), thresholds };
  }

  /** Lists some recognitions of a gallery with their matches, the newest first. It takes as many queries as a single one. */
  async list(gallery: Gallery, limit: number, after: number): Promise<Recognition[]> {
    const results = await this.deps.recognitions.list(gallery, limit, after);
    const thresholds = await this.deps.thresholds.of(gallery);
    const faces = await this.identify(gallery, results, thresholds);
    return results.map((result, i) => ({ ...result, faces: faces[i] ?? [], thresholds }));
  }

  /** @returns the faces of each recognition, in the order of `results` */
  private async identify(
    gallery: Gallery,
    results: readonly StoredRecognition[],
    thresholds: MatchThresholds,
  ): Promise<IdentifiedFace[][]> {
    const faces = await this.deps.recognitions.facesOf(results.map(({ id }) => id));
    const photos = results.map((result) => ({
      ...result,
      faces: faces.get(result.id) ?? [],
      pictureHash: () => this.deps.recognitions.pictureHashOf(result),
    }));
    return this.deps.identifier.identify(gallery, photos, thresholds);
  }
}
