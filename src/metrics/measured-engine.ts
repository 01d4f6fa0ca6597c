import type { DescribedPhoto, PhotoRequest, RunningEngine, Stage } from '../engine/contract';
import { outcomeOfError } from '../observations';
import type { Instruments } from './instruments';

/** Measures the photos that an engine is given. It is otherwise that engine. */
export class MeasuredEngine implements RunningEngine {
  constructor(
    private readonly engine: RunningEngine,
    private readonly instruments: Instruments,
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
    const { photos, stageSeconds, atWork } = this.instruments;
    let current: { stage: Stage; since: number } | undefined;
    const move = (stage?: Stage) => {
      const now = performance.now();
      if (current) {
        stageSeconds.observe({ stage: current.stage }, (now - current.since) / 1000);
        atWork.dec({ state: stateOf(current.stage) });
      }
      current = stage && { stage, since: now };
      if (stage) atWork.inc({ state: stateOf(stage) });
    };
    try {
      const onStage = (stage: Stage) => {
        move(stage);
        request.onStage?.(stage);
      };
      const described = await this.engine.describe(bytes, { ...request, onStage });
      photos.inc({ outcome: 'described' });
      return described;
    } catch (error) {
      photos.inc({ outcome: outcomeOfError(error) });
      throw error;
    } finally {
      move();
    }
  }
}

const stateOf = (stage: Stage) => (stage === 'waiting' ? 'waiting' : 'running');
