import { expect } from 'chai';
import { signIn } from '../support/browser';
import { galleryOf } from '../support/people';
import { ADA_IN_SAMPLE_1, BEA, cropFace, photoForm, samplePhoto } from '../support/photos';
import { PHONE } from './support/looks';
import { choosePhotos } from './support/photos';
import { Stage } from './support/stage';

const BASE = '/faces';

describe('an app below a path, as a user sees it', () => {
  const stage = Stage.setUp({}, BASE);

  /** Where the page is, without the host. */
  const placeOf = (address: string) => new URL(address).pathname;

  it('signs in, adds people, recognizes them, corrects it and signs out, without leaving its path', () =>
    stage.visit({ as: 'Ada' }, async (page) => {
      const asked: string[] = [];
      page.on('request', (request) => asked.push(request.url()));
      await page.getByLabel('Name', { exact: true }).fill('Bea');
      await choosePhotos(page.getByLabel('Photos of their face'), { 'bea.jpg': await cropFace(BEA) });
      await page.getByRole('button', { name: 'Add', exact: true }).click();
      await page.locator('.person-card', { hasText: 'Bea' }).waitFor();
      await page.getByRole('searchbox').fill('be');
      await page.waitForURL('**/faces/?q=be');
      await choosePhotos(page.getByLabel('A photo of one or more people'), { 'three.jpg': samplePhoto(1) });
      await page.getByRole('button', { name: 'Who is this?' }).click();
      await page.waitForURL('**/faces/recognition/*');
      const unknown = page.locator('.face-row', { hasText: 'Unknown' }).first();
      await unknown.getByLabel('Who is this?').fill('Cleo');
      await unknown.getByLabel('Who is this?').press('Enter');
      await page.locator('.face-row', { hasText: 'Cleo' }).first().waitFor();
      expect(placeOf(page.url())).to.match(/^\/faces\/recognition\/\w+$/);
      await page.getByRole('link', { name: 'History' }).click();
      await page.waitForURL('**/faces/recognition');
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.waitForURL('**/faces/logout/callback**');
      const { origin } = new URL(stage.app.url);
      const ours = asked.filter((address) => address.startsWith(origin));
      expect(ours.length).to.be.above(10);
      for (const address of ours) expect(placeOf(address)).to.match(/^\/faces\//);
    }));

  it('keeps two galleries in two tabs apart', async () => {
    const browser = await signIn(stage.app.url, 'Grace');
    const form = photoForm([['ada.jpg', await cropFace(ADA_IN_SAMPLE_1)]], { name: 'Ada' });
    await browser.post(`${BASE}/images`, form);
    const { handle } = await galleryOf(stage.app, 'Grace');
    await stage.visit({ as: 'Grace', device: PHONE }, async (page) => {
      await page.goto(`${stage.app.url}/g/${handle}/`);
      await page.getByRole('link', { name: 'Ada' }).first().click();
      await page.waitForURL(`**/faces/g/${handle}/people/*`);
      const other = await page.context().newPage();
      await other.goto(`${stage.app.url}/`);
      await other.getByRole('link', { name: 'Settings' }).click();
      await other.waitForURL('**/faces/settings');
      await page.getByRole('link', { name: 'Settings' }).click();
      await page.waitForURL(`**/faces/g/${handle}/settings`);
    });
  });

  it('offers to sign in again, and comes back to the page', () =>
    stage.visit({ as: 'Eve', expects: [/status of 401/] }, async (page) => {
      await page.getByLabel('Name', { exact: true }).fill('Bea');
      await page.context().clearCookies();
      await choosePhotos(page.getByLabel('Photos of their face'), { 'bea.jpg': await cropFace(BEA) });
      await page.getByRole('button', { name: 'Add', exact: true }).click();
      const link = page.getByRole('link', { name: 'Sign in in a new tab' });
      expect(await link.getAttribute('href')).to.equal('/faces/login?returnTo=%2F');
    }));
});
