// npm run soak: loads the app with twice what it can do, of everything that users do, for SOAK_MINUTES (10), over
// loopback only. It writes the results into docs/performance.md, and exits with 1 if a requirement isn't met.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import os from 'node:os';
import path from 'node:path';
import { seedGallery } from '../scripts/lighthouse/seed';
import { startLocalProvider } from '../src/auth/local-provider/local-provider';
import { ADA_IN_SAMPLE_1, ADA_IN_SAMPLE_3, BEA, CLEO, cropFace } from '../test/support/photos';
import { BenchApp, freePort, recognize } from './app';
import { load } from './load';
import { makePhotos } from './photos';
import { report } from './report';
import { Household, type SoakPhotos } from './soak/household';
import { descriptorsAfter, descriptorsHaveGone, orphansOf } from './soak/leftovers';
import { type Requirement, requirementsOf } from './soak/requirements';
import { Tally } from './soak/tally';
import { textOf } from './soak/text';
import { offer } from './soak/traffic';
import { Watch } from './soak/watch';
import { median } from './statistics';

const MINUTES = Number(process.env['SOAK_MINUTES'] ?? 10);
const MAX_MINUTES = 120;
const OVERLOAD = 2;
const WORKERS = os.availableParallelism();
/**
 * Most resident memory, in MB. A worker takes about 120 MB and its picture; everything else, such as drawn pictures and
 * running uploads, stays below a fixed size.
 */
const MAX_MB = 600 + 150 * WORKERS;

/** Settings as in production. */
const environment = {
  NODE_ENV: 'production',
  APP_SECRET: randomBytes(32).toString('hex'),
  LOG_LEVEL: 'error',
  RECOGNITION_WORKERS: String(WORKERS),
};

/** Starts the app with a provider in this process, so that the measured process runs the app alone. */
async function startApp() {
  const port = await freePort();
  const publicUrl = `http://localhost:${port}`;
  const provider = await startLocalProvider({
    production: false,
    provider: undefined,
    host: '127.0.0.1',
    publicUrl,
    preferredPort: 0,
  });
  const { issuer: OIDC_ISSUER, clientId: CLIENT_ID, clientSecret: CLIENT_SECRET } = provider;
  const app = await BenchApp.start({ ...environment, PORT: String(port), OIDC_ISSUER, CLIENT_ID, CLIENT_SECRET });
  return { app, stop: () => app.stop().finally(() => provider.close()) };
}

/** Measures how many photos per second the app recognizes, with two clients for each worker. */
async function capacityOf(app: BenchApp, photo: Buffer): Promise<number> {
  const browsers = await Promise.all(Array.from({ length: 2 * WORKERS }, (_, i) => app.signIn(`Client ${i}`)));
  await load(app.url, browsers, photo, 3);
  const { photosPerSecond } = await load(app.url, browsers, photo, 15);
  return photosPerSecond;
}

/** Signs eight users in, and gives them people. */
async function settleIn(app: BenchApp, photos: SoakPhotos, tally: Tally): Promise<Household[]> {
  const names = Array.from({ length: 8 }, (_, i) => `Household ${i}`);
  return Promise.all(
    names.map(async (name) => {
      const household = await Household.signIn(app.url, name, photos, tally);
      await seedGallery(app.dataDir, name, 12, 2);
      return household;
    }),
  );
}

async function recognitionMs(app: BenchApp, photo: Buffer): Promise<number> {
  const browser = await app.signIn('Grace');
  const times: number[] = [];
  for (let i = 0; i < 15; i++) times.push(await recognize(browser, photo));
  return median(times);
}

async function soak(
  app: BenchApp,
  photos: SoakPhotos,
): Promise<{ requirements: Requirement[]; tally: Tally; capacity: number }> {
  const tally = new Tally();
  const watch = new Watch(app, tally);
  const before = { descriptors: app.descriptors(), recognition: await recognitionMs(app, photos.group) };
  const capacity = await capacityOf(app, photos.group);
  const households = await settleIn(app, photos, tally);
  await watch.during(
    offer(app.url, households, tally, { photosPerSecond: OVERLOAD * capacity, seconds: MINUTES * 60 }),
  );
  const after = {
    recognition: await recognitionMs(app, photos.group),
    descriptors: await descriptorsAfter(app, before.descriptors),
  };
  const requirements = requirementsOf({
    tally,
    watch,
    peaksMb: app.memory().peak,
    maxMb: MAX_MB,
    descriptors: {
      before: before.descriptors,
      after: after.descriptors,
      gone: descriptorsHaveGone(before.descriptors, after.descriptors),
    },
    orphans: await orphansOf(app),
    recognition: { before: before.recognition, after: after.recognition },
  });
  return { requirements, tally, capacity };
}

async function main(): Promise<void> {
  if (!(MINUTES > 0 && MINUTES <= MAX_MINUTES)) throw new Error(`SOAK_MINUTES must be a number up to ${MAX_MINUTES}.`);
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: path.join(__dirname, '..'), stdio: 'inherit' });
  const { small: group, remove } = await makePhotos();
  const portraits = await Promise.all([ADA_IN_SAMPLE_1, ADA_IN_SAMPLE_3, BEA, CLEO].map((place) => cropFace(place)));
  const { app, stop } = await startApp();
  try {
    const soaked = await soak(app, { group, portraits });
    report('Twice as much as it can do', textOf({ ...soaked, overload: OVERLOAD, minutes: MINUTES }));
    for (const fault of [...soaked.tally.faults, ...app.log.filter((line) => line.startsWith('{'))])
      console.error(fault);
    if (soaked.requirements.some(({ holds }) => !holds)) process.exitCode = 1;
  } finally {
    await stop();
    remove();
  }
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
