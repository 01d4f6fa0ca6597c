// npm run test:lighthouse: runs Lighthouse on the dashboard of a user with 50 people and 200 photos, as on a phone and
// as on a desktop, and prints its scores. It exits with 1 if one of them is below its minimum. CHROMIUM_PATH is the path
// of Chromium.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { CHROMIUM_FLAGS, CHROMIUM_PATH } from '../test/browser/support/chromium';
import { AppProcess, freePort } from '../test/support/app-process';
import { signIn } from '../test/support/browser';
import { firstOf } from '../test/support/elements';
import { type Lighthouse, loadLighthouse, type Result } from './lighthouse/install';
import { seedGallery } from './lighthouse/seed';

const CATEGORIES = ['performance', 'accessibility', 'best-practices'];
/** The phone's performance is 95 on a quiet machine. It is the one that other work lowers: by some points, even of the best run. */
const MIN_SCORES = [90, 95, 95];
/** Other work on the machine only lowers scores, so one good run of several counts. */
const MAX_RUNS = 3;

const scoresOf = ({ lhr }: Result) =>
  CATEGORIES.map((category) => Math.round((lhr.categories[category]?.score ?? 0) * 100));
const isGood = (result: Result) => scoresOf(result).every((score, i) => score >= (MIN_SCORES[i] ?? 100));

/** Runs Lighthouse until its scores are high enough, or `MAX_RUNS` times. @returns the run with the best performance */
async function measure(
  lighthouse: Lighthouse,
  url: string,
  flags: Record<string, unknown>,
  config: unknown,
): Promise<Result> {
  let best: Result | undefined;
  for (let run = 1; ; run++) {
    const result = await lighthouse.default(
      url,
      { logLevel: 'error', output: 'json', onlyCategories: CATEGORIES, ...flags },
      config,
    );
    if (!result || result.lhr.runtimeError)
      throw new Error(`Lighthouse could not look at ${url}: ${result?.lhr.runtimeError?.message}`);
    if (result.lhr.finalDisplayedUrl !== url) throw new Error(`Lighthouse looked at ${result.lhr.finalDisplayedUrl}.`);
    if (!best || isGood(result) || firstOf(scoresOf(result)) > firstOf(scoresOf(best))) best = result;
    if (isGood(best) || run === MAX_RUNS) return best;
  }
}

/** Prints the scores, and what lowers them. @returns whether all of them are high enough */
function print(device: string, result: Result): boolean {
  const measured = [
    'first-contentful-paint',
    'largest-contentful-paint',
    'total-blocking-time',
    'cumulative-layout-shift',
    'speed-index',
  ];
  console.log(
    `| ${[device, ...scoresOf(result), ...measured.map((id) => result.lhr.audits[id]?.displayValue)].join(' | ')} |`,
  );
  if (isGood(result)) return true;
  for (const { id, title, score, displayValue = '' } of Object.values(result.lhr.audits)) {
    if (score !== null && score < 0.9) console.log(`  ${Math.round(score * 100)} ${id}: ${title} ${displayValue}`);
  }
  return false;
}

async function measureDashboard(app: AppProcess, dataDir: string): Promise<boolean> {
  const grace = await signIn(app.url, 'Grace');
  await seedGallery(dataDir, 'Grace', 50, 4);
  const lighthouse = await loadLighthouse();
  const port = await freePort();
  const browser = await chromium.launch({
    executablePath: CHROMIUM_PATH,
    args: [...CHROMIUM_FLAGS, `--remote-debugging-port=${port}`],
  });
  try {
    const Cookie = [...grace.cookies()].map(([name, value]) => `${name}=${value}`).join('; ');
    const flags = { port, extraHeaders: { Cookie } };
    console.log(
      `| device | ${CATEGORIES.join(' | ')} | FCP | LCP | TBT | CLS | SI |\n|---|---|---|---|---|---|---|---|---|`,
    );
    const phone = print('phone', await measure(lighthouse, `${app.url}/`, flags, undefined));
    const desktop = print('desktop', await measure(lighthouse, `${app.url}/`, flags, lighthouse.desktopConfig));
    return phone && desktop;
  } finally {
    await browser.close();
  }
}

async function main(): Promise<void> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'lighthouse-'));
  const app = await AppProcess.start({ DATA_DIR: dataDir });
  try {
    if (!(await measureDashboard(app, dataDir))) process.exitCode = 1;
  } finally {
    await app.kill();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
