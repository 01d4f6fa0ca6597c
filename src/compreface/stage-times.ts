import type { Stage } from '../engine/contract';

/** Measures what clients ask for with `status=true`: how long the parts of the engine took, in milliseconds. */
export class StageTimes {
  private readonly began = new Map<Stage, number>();

  /** To be given to the engine. */
  readonly onStage = (stage: Stage): void => void this.began.set(stage, performance.now());

  /** What was measured up to now, by CompreFace's names. */
  read(): { detector: number; calculator: number } {
    const now = performance.now();
    const detecting = this.began.get('detecting') ?? now;
    const describing = this.began.get('describing') ?? now;
    return { detector: Math.round(describing - detecting), calculator: Math.round(now - describing) };
  }
}
