// npm run bench:tutorial: recognizes a group photo as the tutorial does that this app grew out of, with eight known photos, and as the app does, and
// writes both into docs/performance.md. Takes a minute on a quiet machine.
import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os, { tmpdir } from 'node:os';
import path from 'node:path';
import { DESCRIPTOR_LENGTH } from '../src/catalog/descriptors';
import { fasterPrecision } from '../src/engine/faster-precision';
import { loadNativeNetworks } from '../src/engine/native-networks';
import { describePhoto } from '../src/engine/pipeline';
import { WEIGHTS_FOLDER } from '../src/engine/weights';
import { DescriptorIndex } from '../src/gallery/descriptor-index';
import { ADA_IN_SAMPLE_1, ADA_IN_SAMPLE_3, BEA, CLEO, cropFace } from '../test/support/photos';
import { makePhotos } from './photos';
import { machine, ms, report, table } from './report';
import { median } from './statistics';

const VERSION = '0.22.2';
const LIMITS = { photoMegapixels: 50 };
const ROUNDS = 25;
const folder = path.join(__dirname, '..', 'node_modules', '.cache', `face-api.js-${VERSION}`);
const packageFolder = path.join(folder, 'node_modules', 'face-api.js');

/** Installs what the tutorial has. As a dependency, its 35 MB and an old TensorFlow.js would come with every `npm ci`, for this one command. */
function install(): void {
  if (existsSync(packageFolder)) return;
  const flags = ['--no-audit', '--no-fund', '--ignore-scripts', '--no-save', '--prefix', folder];
  execFileSync('npm', ['install', ...flags, `face-api.js@${VERSION}`], { stdio: ['ignore', 'ignore', 'inherit'] });
}

const processorMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** Recognizes as the tutorial does, once. @returns the processor time in ms */
async function asTutorial(group: string, known: readonly string[]): Promise<number> {
  const program = path.join(__dirname, 'tutorial', 'recognizer.js');
  const child = fork(program, [packageFolder, WEIGHTS_FOLDER, group, ...known], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit').then(([code]) => Promise.reject(new Error(`The tutorial ended with ${code}.`)));
  ended.catch(() => undefined); // it ends after its answer, too
  const [answer] = await Promise.race([once(child, 'message'), ended]);
  return answer.ms;
}

/** Recognizes as the app does: it knows the descriptors of the known photos. @returns the median of the processor times, in ms */
async function asWeDo(group: Buffer, known: readonly Buffer[]): Promise<number> {
  const precision = await fasterPrecision(WEIGHTS_FOLDER);
  const networks = await loadNativeNetworks(WEIGHTS_FOLDER, { threads: os.availableParallelism(), precision });
  const index = new DescriptorIndex(DESCRIPTOR_LENGTH);
  for (const [id, photo] of known.entries()) {
    const { faces } = await describePhoto(photo, networks, LIMITS);
    for (const { descriptor } of faces.slice(0, 1)) index.set({ id, handle: '', name: '' }, descriptor, 1);
  }
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const before = processorMs();
    const { faces } = await describePhoto(group, networks, LIMITS);
    await index.nearest(
      faces.map(({ descriptor }) => descriptor),
      0.6,
      2,
    );
    times.push(processorMs() - before);
  }
  return median(times);
}

async function main(): Promise<void> {
  install();
  const photos = await makePhotos();
  const files = mkdtempSync(path.join(tmpdir(), 'bench-tutorial-'));
  try {
    const places = [ADA_IN_SAMPLE_1, ADA_IN_SAMPLE_3, BEA, CLEO];
    const known = await Promise.all([0.4, 0.8].flatMap((margin) => places.map((place) => cropFace(place, margin))));
    const paths = known.map((_, i) => path.join(files, `${i}.jpg`));
    for (const [i, photo] of known.entries()) writeFileSync(path.join(files, `${i}.jpg`), photo);
    const ours = await asWeDo(photos.small, known);
    const theirs = await asTutorial(photos.smallFile, paths);
    report(
      'Beside the tutorial',
      `Made by \`npm run bench:tutorial\`, ${machine()}: who is in a group photo (1366×768, four faces), with eight known photos. The tutorial's own code, face-api.js ${VERSION}
with its arithmetic in JavaScript, describes every known photo again for each recognition; the app keeps descriptors. Processor time of both, without HTTP.

${table(['what', 'measured', 'target'], [['the tutorial ÷ the app', `${(theirs / 1000).toFixed(1)} s ÷ ${ms(ours)} = ${(theirs / ours).toFixed(0)}`, '≥ 1500']])}`,
    );
  } finally {
    rmSync(files, { recursive: true });
    photos.remove();
  }
}

main().then(
  () => process.exit(),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
