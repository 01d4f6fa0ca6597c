import type { Browser } from '../test/support/browser';
import { recognize } from './app';
import { quantile } from './statistics';

/** What a load measured. */
export interface Load {
  photosPerSecond: number;
  photos: number;
  /** The 99th percentile of `GET /health/live` during the load, in ms. */
  healthP99: number;
}

/** Recognizes photos for some seconds: each client sends one after another. */
export async function load(url: string, browsers: readonly Browser[], photo: Buffer, seconds: number): Promise<Load> {
  const until = performance.now() + seconds * 1000;
  const started = performance.now();
  const health: number[] = [];
  let photos = 0;
  const clients = browsers.map(async (browser) => {
    while (performance.now() < until) {
      await recognize(browser, photo);
      photos++;
    }
  });
  const watch = (async () => {
    while (performance.now() < until) {
      const sent = performance.now();
      await (await fetch(`${url}/health/live`)).arrayBuffer();
      health.push(performance.now() - sent);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();
  await Promise.all([...clients, watch]);
  return {
    photos,
    photosPerSecond: photos / ((performance.now() - started) / 1000),
    healthP99: quantile(health, 0.99),
  };
}
