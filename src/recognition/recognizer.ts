import type { MatchBounds } from '../config';
import type { FaceEngine, Stage } from '../engine/contract';
import type { Preferences } from '../gallery/preferences';
import type { IdentifiedFace, Identifier } from './identifier';
import type { Result, Results } from './results';

/** A result with the names of today's gallery. */
export interface Recognition extends Result {
  faces: IdentifiedFace[];
  /** Those that decided. */
  bounds: MatchBounds;
}

interface Parts {
  engine: FaceEngine;
  results: Results;
  identifier: Identifier;
  preferences: Preferences;
}

/**
 * Recognises the people of a photo. What is kept is the photo, its faces and their descriptors, but no name: who is who
 * is decided whenever the result is shown, so that a name deleted from the gallery is gone from every result.
 */
export class Recognizer {
  constructor(private readonly parts: Parts) {}

  /**
   * Reads a photo and keeps the result. When this rejects, nothing of it is stored.
   * @param onStage told how far it is, as `FaceEngine.describe` says
   * @returns the result's id
   * @throws storageFull, and what the engine throws
   */
  async recognize(
    userId: number,
    bytes: Uint8Array,
    leaving?: AbortSignal,
    onStage?: (stage: Stage) => void,
  ): Promise<string> {
    const { engine, results } = this.parts;
    return results.keep(userId, await engine.describe(bytes, leaving, onStage));
  }

  /**
   * A result and who is in it today, or undefined when the user has none of that id, or no more.
   * @param sure the bound to decide by; the user's own, when it isn't given
   */
  async find(userId: number, id: string, sure?: number): Promise<Recognition | undefined> {
    const result = await this.parts.results.find(userId, id);
    return result && this.show(userId, result, sure);
  }

  /** The newest result of a user. */
  async findLast(userId: number): Promise<Recognition | undefined> {
    const [result] = await this.parts.results.list(userId, 1);
    return result && this.show(userId, result);
  }

  private async show(userId: number, result: Result, sure?: number): Promise<Recognition> {
    const { identifier, preferences } = this.parts;
    const bounds = sure === undefined ? await preferences.boundsOf(userId) : preferences.boundsAt(sure);
    const [recognition] = await this.identify(userId, [result], bounds);
    return { ...recognition, faces: await identifier.withClosest(userId, recognition.faces) };
  }

  /** Some of a user's results, the newest first, and who is in them today: in as many queries as for one. */
  async list(userId: number, most: number, after: number): Promise<Recognition[]> {
    const { results, preferences } = this.parts;
    return this.identify(userId, await results.list(userId, most, after), await preferences.boundsOf(userId));
  }

  private async identify(userId: number, results: readonly Result[], bounds: MatchBounds): Promise<Recognition[]> {
    const faces = await this.parts.results.facesOf(results.map(({ id }) => id));
    const photos = results.map((result) => ({
      ...result,
      faces: faces.get(result.id) ?? [],
      pictureHash: () => this.parts.results.pictureHashOf(result),
    }));
    const identified = await this.parts.identifier.identify(userId, photos, bounds);
    return results.map((result, i) => ({ ...result, faces: identified[i], bounds }));
  }
}
