// npm run bench:gallery: how long the app takes to import GALLERY_PHOTOS (24,000) photos from a zip of folders, to export them, and to
// import that export for somebody else, and how long its event loop was held meanwhile. It prints a table. An import looks for faces in every photo,
// so all of it takes some twenty minutes.
import { setTimeout as pause } from 'node:timers/promises';
import type { Browser } from '../test/support/browser';
import { beginImport } from '../test/support/imports';
import { ADA_IN_SAMPLE_1, BEA, CLEO, cropFace } from '../test/support/photos';
import { zipOf } from '../test/support/zips';
import { BenchApp } from './app';
import { machine, mb, ms, table } from './report';
import { quantile } from './statistics';

const PHOTOS = Number(process.env['GALLERY_PHOTOS'] ?? 24_000);
const WATCH_MS = 25;
const POLL_MS = 500;
const ROOMY = { MAX_STORAGE_MB: '20000', MAX_IMPORT_MB: '4000' };

/** Gives a JPEG other bytes and the same picture, by a comment after its start. */
function withComment(jpeg: Buffer, text: string): Buffer {
  const head = Buffer.from([0xff, 0xfe, 0, text.length + 2]);
  return Buffer.concat([jpeg.subarray(0, 2), head, Buffer.from(text), jpeg.subarray(2)]);
}

/** A zip with a folder for each of three people. */
async function zipOfPhotos(): Promise<Buffer> {
  const faces = await Promise.all([ADA_IN_SAMPLE_1, BEA, CLEO].map((place) => cropFace(place)));
  const perPerson = Math.ceil(PHOTOS / faces.length);
  const files = faces.flatMap((face, person) =>
    Array.from({ length: perPerson }, (_, i) => ({
      name: `Person ${person}/${i}.jpg`,
      bytes: withComment(face, `${person} ${i}`),
    })),
  );
  return zipOf(files.slice(0, PHOTOS));
}

/** Imports a zip to its end. @returns the text of its page */
async function importAll(browser: Browser, zip: Buffer): Promise<string> {
  const address = await beginImport(browser, zip);
  for (;;) {
    const { status, text } = await browser.get(address);
    if (status !== 200 || !text.includes('data-running')) return text;
    await pause(POLL_MS);
  }
}

/** Does something while somebody asks for `/health/live` all the time. @returns a row of the table */
async function measured(app: BenchApp, what: string, work: () => Promise<string>): Promise<string[]> {
  const health: number[] = [];
  let done = false;
  const watch = (async () => {
    while (!done) {
      const sent = performance.now();
      await (await fetch(`${app.url}/health/live`)).arrayBuffer();
      health.push(performance.now() - sent);
      await pause(WATCH_MS);
    }
  })();
  await app.longestLoopDelay();
  const started = performance.now();
  const result = await work();
  const seconds = (performance.now() - started) / 1000;
  done = true;
  await watch;
  const figures = [quantile(health, 0.99), Math.max(...health), await app.longestLoopDelay()].map(ms);
  return [what, result, `${seconds.toFixed(1)} s`, ...figures, mb(app.memory().now)];
}

async function main(): Promise<void> {
  const zip = await zipOfPhotos();
  const app = await BenchApp.start(ROOMY);
  const [grace, ada] = [await app.signIn('Grace'), await app.signIn('Ada')];
  const added = (page: string) => /<h2[^>]*id="progress-title">([^<]*)/.exec(page)?.[1] ?? 'no answer';
  let exported: Buffer = Buffer.alloc(0);
  const rows = [
    await measured(app, `a zip of ${PHOTOS} photos is imported`, async () => added(await importAll(grace, zip))),
    await measured(app, 'their export', async () => {
      exported = (await grace.get('/account/export')).bytes;
      return mb(exported.length / 1e6);
    }),
    await measured(app, 'the export is imported by somebody else', async () => added(await importAll(ada, exported))),
    await measured(app, 'an account of as many is deleted', async () =>
      String((await ada.post('/account/delete', { confirm: 'yes' })).status),
    ),
  ];
  await app.stop();
  const heads = ['what', 'result', 'time', 'p99 of /health/live', 'its longest', 'longest loop delay', 'memory after'];
  console.log(`${machine()}\n\n${table(heads, rows)}`);
}

void main();
