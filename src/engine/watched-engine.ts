import type { DescribedPhoto, PhotoRequest, RunningEngine, Stage } from './contract';

/** Follows one photo. Neither may throw. */
export interface PhotoWatch {
  /** A stage begins, and the one before it ends. */
  onStage(stage: Stage): void;
  /** The photo is described, or has failed with an error. */
  onEnd(error?: unknown): void;
}

/** An engine whose photos are followed, to measure it. It is otherwise that engine. */
export class WatchedEngine implements RunningEngine {
  /** @param watch called with each photo as it comes */
  constructor(
    private readonly engine: RunningEngine,
    private readonly watch: () => PhotoWatch,
  ) {}

  get kind() {
    return this.engine.kind;
  }

  get networks() {
    return this.engine.networks;
  }

  isReady(): boolean {
    return this.engine.isReady();
  }

  isIdle(): boolean {
    return this.engine.isIdle();
  }

  close(): Promise<void> {
    return this.engine.close();
  }

  async describe(bytes: Uint8Array, request: PhotoRequest = {}): Promise<DescribedPhoto> {
    const watch = this.watch();
    const onStage = (stage: Stage) => {
      watch.onStage(stage);
      request.onStage?.(stage);
    };
    try {
      const described = await this.engine.describe(bytes, { ...request, onStage });
      watch.onEnd();
      return described;
    } catch (error) {
      watch.onEnd(error);
      throw error;
    }
  }
}
