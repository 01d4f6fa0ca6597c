import type { MatchThresholds } from '../config';
import type { FaceEngine, Stage } from '../engine/contract';
import type { Gallery } from '../gallery/gallery-rows';
import type { Preferences } from '../gallery/preferences';
import type { IdentifiedFace, Identifier } from './identifier';
import type { Recognitions, StoredRecognition } from './recognitions';

/** A result with the names of today's gallery. */
export interface Recognition extends StoredRecognition {
  faces: IdentifiedFace[];
  /** Those that decided. */
  thresholds: MatchThresholds;
}

interface Dependencies {
  engine: FaceEngine;
  recognitions: Recognitions;
  identifier: Identifier;
  preferences: Preferences;
}

/**
 * Recognises the people of a photo. What is kept is the photo, its faces and their descriptors, but no name: who is who
 * is decided whenever the result is shown, so that a name deleted from the gallery is gone from every result.
 */
export class Recognizer {
  constructor(private readonly deps: Dependencies) {}

  /**
   * Reads a photo and keeps the result. When this rejects, nothing of it is stored.
   * @param onStage told how far it is, as `FaceEngine.describe` says
   * @returns the result's id
   * @throws storageFull, and what the engine throws
   */
  async recognize(
    gallery: Gallery,
    bytes: Uint8Array,
    signal?: AbortSignal,
    onStage?: (stage: Stage) => void,
  ): Promise<string> {
    const { engine, recognitions } = this.deps;
    return recognitions.add(gallery, await engine.describe(bytes, signal, onStage));
  }

  /**
   * A result and who is in it today, or undefined when the user has none of that id, or no more.
   * @param sure the bound to decide by; the user's own, when it isn't given
   */
  async find(gallery: Gallery, id: string, sure?: number): Promise<Recognition | undefined> {
    const result = await this.deps.recognitions.find(gallery, id);
    return result && this.show(gallery, result, sure);
  }

  /** The newest result of a user. */
  async findLast(gallery: Gallery): Promise<Recognition | undefined> {
    const [result] = await this.deps.recognitions.list(gallery, 1);
    return result && this.show(gallery, result);
  }

  private async show(gallery: Gallery, result: StoredRecognition, sure?: number): Promise<Recognition> {
    const { identifier, preferences } = this.deps;
    const thresholds = sure === undefined ? preferences.thresholdsOf(gallery) : preferences.thresholdsAt(sure);
    const [recognition] = await this.identify(gallery, [result], thresholds);
    return { ...recognition, faces: await identifier.withClosest(gallery, recognition.faces) };
  }

  /** Some of a user's results, the newest first, and who is in them today: in as many queries as for one. */
  async list(gallery: Gallery, limit: number, after: number): Promise<Recognition[]> {
    const { recognitions, preferences } = this.deps;
    return this.identify(gallery, await recognitions.list(gallery, limit, after), preferences.thresholdsOf(gallery));
  }

  private async identify(
    gallery: Gallery,
    results: readonly StoredRecognition[],
    thresholds: MatchThresholds,
  ): Promise<Recognition[]> {
    const faces = await this.deps.recognitions.facesOf(results.map(({ id }) => id));
    const photos = results.map((result) => ({
      ...result,
      faces: faces.get(result.id) ?? [],
      pictureHash: () => this.deps.recognitions.pictureHashOf(result),
    }));
    const identified = await this.deps.identifier.identify(gallery, photos, thresholds);
    return results.map((result, i) => ({ ...result, faces: identified[i], thresholds }));
  }
}
