import type { Logger } from 'pino';

const HOUR_MS = 60 * 60 * 1000;

/** Does something every hour, such as removing what has expired; a failure is logged, and the next hour tries again. @returns what ends it */
export function everyHour(task: () => Promise<void>, log: Logger, failure: string): () => void {
  const timer = setInterval(() => void task().catch((error) => log.error({ err: error }, failure)), HOUR_MS);
  timer.unref();
  return () => clearInterval(timer);
}
