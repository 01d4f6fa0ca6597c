// npm run screenshots: takes the pictures of docs/screens from a running app, with the sample photos of face-api.js: each page as it is on
// a desktop, there in the dark, and on a phone. `npm run screenshots people history` takes these two alone. Chromium is found by CHROMIUM_PATH.
import path from 'node:path';
import type { Browser } from 'playwright-core';
import sharp from 'sharp';
import { launchChromium } from '../test/browser/support/chromium';
import { settle } from '../test/browser/support/household';
import { DESKTOP, type Look, PHONE } from '../test/browser/support/looks';
import { type AppPage, pagesOf } from '../test/browser/support/pages';
import { signInAs } from '../test/browser/support/stage';
import { startApp, type TestApp } from '../test/support/app';

const target = path.join(__dirname, '..', 'docs', 'screens');
const MOST_BYTES = 200_000;
/** What is further down says nothing new. */
const MOST_HEIGHT = { desktop: 1000, phone: 1700 };
/** Photos take a lot of room in a PNG: those with large ones have fewer colors, or are shown smaller. */
const TRIES = [
  { scale: 1, quality: 90 },
  { scale: 1, quality: 40 },
  { scale: 0.75, quality: 60 },
  { scale: 0.6, quality: 40 },
];

const LOOKS: ReadonlyArray<Look & { suffix: string }> = [
  { device: DESKTOP, colorScheme: 'light', suffix: '' },
  { device: DESKTOP, colorScheme: 'dark', suffix: '-dark' },
  { device: PHONE, colorScheme: 'light', suffix: '-phone' },
];

/** Keeps a picture as a small PNG, as well as there is room for. */
async function store(name: string, picture: Buffer, mostHeight: number): Promise<void> {
  const { width = 0, height = 0 } = await sharp(picture).metadata();
  const cut = await sharp(picture)
    .extract({ left: 0, top: 0, width, height: Math.min(height, mostHeight) })
    .toBuffer();
  for (const { scale, quality } of TRIES) {
    const { size } = await sharp(cut)
      .resize({ width: Math.round(width * scale) })
      .png({ palette: true, quality, effort: 10, dither: 0.5 })
      .toFile(path.join(target, `${name}.png`));
    if (size <= MOST_BYTES) return console.log(`${name}.png ${Math.round(size / 1000)} kB`);
  }
  throw new Error(`${name}.png is too large.`);
}

async function take(
  browser: Browser,
  { url }: TestApp,
  { name, as, go }: AppPage,
  { device, colorScheme, suffix }: (typeof LOOKS)[number],
): Promise<void> {
  const context = await browser.newContext({ ...device.options, baseURL: url, colorScheme, deviceScaleFactor: 1 });
  const page = await context.newPage();
  await page.goto('/');
  if (as) await signInAs(page, as);
  await go(page);
  // Pictures further down wait until somebody comes near them.
  await page.evaluate(`for (const image of document.images) image.loading = 'eager'`);
  await page.waitForLoadState('networkidle');
  await store(name + suffix, await page.screenshot({ fullPage: true }), MOST_HEIGHT[device.name]);
  await context.close();
}

async function main(): Promise<void> {
  const app = await startApp();
  const browser = await launchChromium();
  try {
    const pages = pagesOf(await settle(app));
    const wanted = process.argv.slice(2);
    for (const page of pages.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
      for (const look of LOOKS) await take(browser, app, page, look);
    }
  } finally {
    await browser.close();
    await app.close();
  }
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
