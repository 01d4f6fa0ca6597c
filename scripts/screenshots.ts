// npm run screenshots: takes the pictures in docs/screens from an app with the sample photos of face-api.js: each page
// on a desktop, in light and dark, and on a phone. `npm run screenshots people history` takes only these two.
// CHROMIUM_PATH is the path of Chromium.
import path from 'node:path';
import type { Browser } from 'playwright-core';
import sharp from 'sharp';
import type { AppPage } from '../test/browser/support/app-page';
import { launchChromium } from '../test/browser/support/chromium';
import { DESKTOP, type Look, PHONE } from '../test/browser/support/looks';
import { APPS } from '../test/browser/support/pages';
import { signInAs } from '../test/browser/support/stage';
import { startApp, type TestApp } from '../test/support/app';

const target = path.join(__dirname, '..', 'docs', 'screens');
const MAX_BYTES = 200_000;
/** The pages are cut off at this height, as the rest shows nothing new. */
const MAX_HEIGHT = { desktop: 1000, phone: 1700 };
/** Tried in this order until the file is small enough: pages with large photos get fewer colors, or become smaller. */
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

/** Stores a picture as a PNG of at most `MAX_BYTES`, in the best quality that fits. @throws when none does */
async function store(name: string, picture: Buffer, maxHeight: number): Promise<void> {
  const { width = 0, height = 0 } = await sharp(picture).metadata();
  const cut = await sharp(picture)
    .extract({ left: 0, top: 0, width, height: Math.min(height, maxHeight) })
    .toBuffer();
  for (const { scale, quality } of TRIES) {
    const { size } = await sharp(cut)
      .resize({ width: Math.round(width * scale) })
      .png({ palette: true, quality, effort: 10, dither: 0.5 })
      .toFile(path.join(target, `${name}.png`));
    if (size <= MAX_BYTES) return console.log(`${name}.png ${Math.round(size / 1000)} kB`);
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
  // Pictures further down would load only when somebody scrolls to them.
  await page.evaluate(`for (const image of document.images) image.loading = 'eager'`);
  await page.waitForLoadState('networkidle');
  await store(name + suffix, await page.screenshot({ fullPage: true }), MAX_HEIGHT[device.name]);
  await context.close();
}

async function main(): Promise<void> {
  const wanted = process.argv.slice(2);
  const browser = await launchChromium();
  try {
    for (const { env, settle } of APPS) {
      const app = await startApp(env);
      try {
        const pages = await settle(app);
        for (const page of pages.filter(({ name }) => wanted.length === 0 || wanted.includes(name)))
          for (const look of LOOKS) await take(browser, app, page, look);
      } finally {
        await app.close();
      }
    }
  } finally {
    await browser.close();
  }
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
