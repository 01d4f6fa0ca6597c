// npm run screenshots: takes the pictures of the README from a running app, with the sample photos of face-api.js.
// Chromium is found by CHROMIUM_PATH, by default where Debian puts it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { startApp } from '../test/support/app';
import { ADA_IN_SAMPLE_1, BEA, CLEO, cropFace, type Place, samplePhoto } from '../test/support/photos';

const target = path.join(__dirname, '..', 'docs', 'screens');
const PEOPLE: ReadonlyArray<readonly [string, Place]> = [
  ['Ada', ADA_IN_SAMPLE_1],
  ['Bea', BEA],
  ['Cleo', CLEO],
];

async function main(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'screens-'));
  const app = await startApp();
  const browser = await chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1100, height: 800 }, deviceScaleFactor: 1 });
    await page.goto(app.url);
    await page.getByLabel('Your name').fill('Grace Hopper');
    await page.keyboard.press('Enter');
    for (const [name, place] of PEOPLE) {
      const file = path.join(folder, `${name}.jpg`);
      writeFileSync(file, await cropFace(place));
      await page.getByLabel('Name', { exact: true }).fill(name);
      await page.getByLabel('Photos of the face').setInputFiles(file);
      await page.getByRole('button', { name: 'Add', exact: true }).click();
      await page.getByRole('status').waitFor();
    }
    const group = path.join(folder, 'group.jpg');
    writeFileSync(group, samplePhoto(3));
    await page.getByLabel('A photo of one person or many').setInputFiles(group);
    await page.getByRole('button', { name: 'Who is this?' }).click();
    await page.getByRole('heading', { name: 'Who is in the photo' }).waitFor();
    await page.waitForLoadState('networkidle');
    await page.screenshot({ path: path.join(target, 'recognized.png'), fullPage: true });
  } finally {
    await browser.close();
    await app.close();
    rmSync(folder, { recursive: true });
  }
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
