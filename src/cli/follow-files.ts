import type { Progress as OnProgress } from '../backup/progress';
import type { Progress } from './progress';
import type { Terminal } from './terminal';

/** Shows how many files of how many are done, from when that is known. */
export function followFiles(terminal: Terminal, label: string): { onProgress: OnProgress; end(): void } {
  let shown: { progress: Progress; all: number } | undefined;
  return {
    onProgress(done, all) {
      if (shown?.all !== all) {
        shown?.progress.end();
        shown = { progress: terminal.progress(label, all), all };
      }
      shown.progress.update(done);
    },
    end: () => shown?.progress.end(),
  };
}
