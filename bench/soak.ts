// npm run soak: offers the app twice what it can do, of everything that people do with it, for SOAK_MINUTES (10), over loopback
// alone. Writes what came of it into docs/performance.md, and ends with 1 when a requirement doesn't hold.
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
import { machine, ms, report, table } from './report';
import { Household, type SoakPhotos } from './soak/household';
import { descriptorsAfter, descriptorsHaveGone, orphansOf } from './soak/leftovers';
import { type Requirement, requirementsOf } from './soak/requirements';
import { Tally } from './soak/tally';
import { offer } from './soak/traffic';
import { Watch } from './soak/watch';
import { median } from './statistics';

const MINUTES = Number(process.env['SOAK_MINUTES'] ?? 10);
const MOST_MINUTES = 120;
const OVERLOAD = 2;
const WORKERS = os.availableParallelism();
/** A worker takes some 120 MB, and the picture it works on; the rest, drawn pictures and uploads on their way among it, has its plateau. */
const MOST_MB = 600 + 150 * WORKERS;

/** The app as in production, with a provider in this process, so that what the app's process takes is the app's. */
const environment = {
  NODE_ENV: 'production',
  APP_SECRET: randomBytes(32).toString('hex'),
  LOG_LEVEL: 'error',
  RECOGNITION_WORKERS: String(WORKERS),
};

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

/** Photos per second that are all taken: as many clients as photos may be worked on or wait, at most. */
async function capacityOf(app: BenchApp, photo: Buffer): Promise<number> {
  const browsers = await Promise.all(Array.from({ length: 2 * WORKERS }, (_, i) => app.signIn(`Client ${i}`)));
  await load(app.url, browsers, photo, 3);
  const { photosPerSecond } = await load(app.url, browsers, photo, 15);
  return photosPerSecond;
}

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
    peakMb: app.memory().peak,
    mostMb: MOST_MB,
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

function tell({ requirements, tally, capacity }: Awaited<ReturnType<typeof soak>>): string {
  const kinds = [...tally.summary()].map(({ name, count, statuses, median, p99, longest }) => [
    name,
    String(count),
    statuses,
    ms(median),
    ms(p99),
    ms(longest),
  ]);
  const rows = requirements.map(({ what, measured, wanted, holds }) => [
    what,
    measured,
    wanted,
    wanted && (holds ? 'yes' : '**no**'),
  ]);
  return `Made by \`npm run soak\`, ${machine()}: ${MINUTES} minutes of everything that people do. Alone, the app recognizes who is in
${capacity.toFixed(1)} photos (a megapixel, four faces) a second; ${(OVERLOAD * capacity).toFixed(1)} a second are offered, whether or not it keeps up, and in proportion
pages, pictures, labeled photos with their questions, deletes, sign-ins and uploads that are given up. The clients run on the same cores as the app.

${table(['what', 'measured', 'wanted', 'holds'], rows)}

${table(['asked for', 'times', 'answers', 'median', 'p99', 'longest'], kinds)}

${tally.aborted} uploads were given up on the way. A photo answered with 503 found the queue full.`;
}

async function main(): Promise<void> {
  if (!(MINUTES > 0 && MINUTES <= MOST_MINUTES))
    throw new Error(`SOAK_MINUTES must be a number up to ${MOST_MINUTES}.`);
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: path.join(__dirname, '..'), stdio: 'inherit' });
  const { small: group, remove } = await makePhotos();
  const portraits = await Promise.all([ADA_IN_SAMPLE_1, ADA_IN_SAMPLE_3, BEA, CLEO].map((place) => cropFace(place)));
  const { app, stop } = await startApp();
  try {
    const soaked = await soak(app, { group, portraits });
    report('Twice as much as it can do', tell(soaked));
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
