import type { Stage } from '../engine/contract';
import type { PhotoWatch } from '../engine/watched-engine';
import { outcomeOfError } from '../observations';
import type { Instruments } from './instruments';

/** Measures one photo from when the engine is given it. */
export function measurePhoto({ photos, stageSeconds, atWork }: Instruments): PhotoWatch {
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
  return {
    onStage: move,
    onEnd: (error) => {
      move();
      photos.inc({ outcome: error === undefined ? 'described' : outcomeOfError(error) });
    },
  };
}

const stateOf = (stage: Stage) => (stage === 'waiting' ? 'waiting' : 'running');
