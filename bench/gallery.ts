// npm run bench:gallery: how long the app takes to import GALLERY_PHOTOS (800) photos from a zip of folders, to export them, and to
// import that export for somebody else, and how long its event loop was held meanwhile. It prints a table. An import looks for faces in every photo:
// 800 photos take two minutes. More than forty photos of a sample face are taken for photos that are there already.
import { once } from 'node:events';
import http from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import sharp from 'sharp';
import { loadNativeNetworks } from '../src/engine/native-networks';
import { describePhoto } from '../src/engine/pipeline';
import { WEIGHTS_FOLDER } from '../src/engine/weights';
import type { Browser } from '../test/support/browser';
import { elementAt } from '../test/support/elements';
import { startedForm } from '../test/support/imports';
import { cropFace, samplePhoto } from '../test/support/photos';
import { zipOf } from '../test/support/zips';
import { BenchApp } from './app';
import { machine, mb, ms, table } from './report';
import { quantile } from './statistics';

const PHOTOS = Number(process.env['GALLERY_PHOTOS'] ?? 800);
const WATCH_MS = 25;
const POLL_MS = 500;
/** Longer than the app keeps an idle connection: copying a zip takes seconds, and the connection may end while the next request is on its way. */
const IDLE_MS = 8000;
const ROOMY = { MAX_STORAGE_MB: '20000', MAX_IMPORT_MB: '4000' };

/** Two of the sample photos' faces: one in profile, which makes no photo of a person, and one who is there twice. */
const LEFT_OUT = ['2/0', '3/1'];

/** Cuts the faces out of face-api.js's sample photos, with half a face around each. */
async function cutFaces(): Promise<Buffer[]> {
  const networks = await loadNativeNetworks(WEIGHTS_FOLDER, { threads: 2, precision: 'float32' });
  const faces: Buffer[] = [];
  for (let sample = 1; sample <= 6; sample++) {
    const { faces: found } = await describePhoto(samplePhoto(sample), networks, { photoMegapixels: 50 });
    for (const [i, { box }] of found.entries())
      if (!LEFT_OUT.includes(`${sample}/${i}`))
        faces.push(await cropFace([sample, box.left, box.top, box.width, box.height]));
  }
  return faces;
}

/** Tilts, mirrors and shifts a face. The app takes no two of the first forty for the same photo. */
function variant(face: Buffer, n: number): Promise<Buffer> {
  const tilted = sharp(face).rotate(4 * (n % 9) - 16, { background: '#888' });
  const shift = Math.floor(n / 18) * 12;
  return (Math.floor(n / 9) % 2 ? tilted.flop() : tilted)
    .extend({ top: shift, left: shift, background: '#888' })
    .jpeg({ quality: 90 })
    .toBuffer();
}

/** A zip with a folder for each person: as many as there are faces in the sample photos. */
async function zipOfPhotos(): Promise<Buffer> {
  const faces = await cutFaces();
  const files: Array<{ name: string; bytes: Buffer }> = [];
  for (let i = 0; i < PHOTOS; i++) {
    const [person, n] = [i % faces.length, Math.floor(i / faces.length)];
    files.push({ name: `Person ${person}/${n}.jpg`, bytes: await variant(elementAt(faces, person), n) });
  }
  return zipOf(files);
}

/** Asks whether the app lives, in a connection of its own: while the zip is being made, the app closes those that are idle. @returns ms */
async function healthMs({ url }: BenchApp): Promise<number> {
  const sent = performance.now();
  const [response] = await once(http.get(`${url}/health/live`, { agent: false }), 'response');
  await response.resume().toArray();
  return performance.now() - sent;
}

/** Imports a zip to its end. @returns the text of its page */
async function importAll(browser: Browser, zip: Buffer): Promise<string> {
  const form = startedForm(zip);
  await pause(IDLE_MS);
  const { location = '' } = await browser.post('/account/imports', form);
  for (;;) {
    const { status, text } = await browser.get(new URL(location).pathname);
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
      health.push(await healthMs(app));
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
  const row = [what, result, `${seconds.toFixed(1)} s`, ...figures, mb(app.memory().now)];
  console.error(row.join(' | ')); // the whole takes minutes
  return row;
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
