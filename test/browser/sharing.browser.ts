import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { signIn } from '../support/browser';
import { makeGallery, personalGalleryOf } from '../support/members';
import { addPhotosOf } from '../support/people';
import { ADA_IN_SAMPLE_1, cropFace } from '../support/photos';
import { expectAccessible } from './support/axe';
import { LOOKS, nameOf } from './support/looks';
import { choosePhotos } from './support/photos';
import { Stage } from './support/stage';

const NARROW = { width: 360, height: 740 };

describe('a gallery of two people', () => {
  const stage = Stage.setUp();

  const isWide = (page: Page) => page.evaluate('document.documentElement.scrollWidth > innerWidth');
  const checkPage = async (page: Page, state: string) => {
    expect(await isWide(page), `${state} is too wide`).to.equal(false);
    await expectAccessible(page);
  };
  const person = (page: Page, name: string) => page.getByRole('link', { name: `${name} 1 photo` });

  for (const javaScript of [true, false])
    it(`one makes and invites, the other joins and adds, the first corrects, both see it, ${javaScript ? 'with' : 'without'} scripts, on a narrow phone`, async () => {
      const [first, second] = [`Ada ${javaScript}`, `Grace ${javaScript}`];
      const photo = await cropFace(ADA_IN_SAMPLE_1);
      const look = { viewport: NARROW, javaScript };
      // axe-core is a script.
      const check = javaScript ? checkPage : async () => undefined;
      await stage.visit({ ...look, as: first }, async (ada) => {
        await ada.getByRole('link', { name: 'Settings' }).click();
        await ada.getByRole('link', { name: 'Your galleries' }).click();
        await check(ada, 'the galleries');
        await ada.getByLabel('Name').fill('Climbing club');
        await ada.getByRole('button', { name: 'Make the gallery' }).click();
        await ada.getByText('No people yet').waitFor();
        const club = new URL(ada.url()).pathname;
        await ada.goto(`${stage.app.url}${club}members`);
        await check(ada, 'the members');
        await ada.getByLabel('Role', { exact: true }).first().selectOption('Editor');
        await ada.getByRole('button', { name: 'Make a link' }).click();
        const link = await ada.getByText('/invitations/').innerText();
        await check(ada, 'the link');

        await stage.visit({ ...look, as: second }, async (grace) => {
          await grace.goto(link);
          await grace.getByText('invites you to this gallery as an editor').waitFor();
          await check(grace, 'the invitation');
          await grace.getByRole('button', { name: 'Join' }).click();
          await grace.getByText('No people yet').waitFor();
          await grace.getByLabel('Name', { exact: true }).fill('Edth');
          await choosePhotos(grace.getByLabel('Photos of their face'), { 'edith.jpg': photo });
          await grace.getByRole('button', { name: 'Add', exact: true }).click();
          await person(grace, 'Edth').waitFor();

          await ada.goto(stage.app.url + club);
          await person(ada, 'Edth').click();
          await ada.getByText('Rename', { exact: true }).click();
          await ada.getByLabel('New name').fill('Edith');
          await ada.getByRole('button', { name: 'Save' }).click();
          await ada.getByRole('heading', { name: 'Edith' }).waitFor();

          await grace.goto(stage.app.url + club);
          await person(grace, 'Edith').waitFor();
          await grace.getByText('Climbing club').first().click();
          await grace.getByRole('link', { name: 'Personal' }).click();
          await grace.getByText('No people yet').waitFor();
          expect(await person(grace, 'Edith').count()).to.equal(0);
        });
      });
    });

  for (const [i, look] of LOOKS.entries())
    it(`the switcher and the pages of members work with the keyboard, and please axe, ${nameOf(look)}`, async () => {
      const [owner, viewer] = [`Owner ${i}`, `Viewer ${i}`];
      for (const name of [owner, viewer]) await signIn(stage.app.url, name);
      const club = await makeGallery(stage.app, owner, `Climbing club ${'W'.repeat(60)}`, { [viewer]: 'viewer' });
      const at = `${stage.app.url}/g/${club.handle}`;
      await stage.visit({ ...look, as: owner }, async (page) => {
        const opener = page.locator('.switcher summary');
        await opener.focus();
        await page.keyboard.press('Enter');
        await checkPage(page, 'the switcher');
        await page.keyboard.press('Escape');
        expect(await page.locator('.switcher details').getAttribute('open')).to.equal(null);
        await page.keyboard.press('Enter');
        await page.keyboard.press('Tab');
        await page.keyboard.press('Tab');
        await page.keyboard.press('Enter');
        await page.waitForURL(`${at}/`);
        await page.goto(`${at}/members`);
        await page.getByText('Remove…').click();
        await checkPage(page, 'the question');
        await page.locator('.confirm[open] button').press('Enter');
        await page.getByText('The member was removed.').waitFor();
        await page.goto(`${at}/gallery/delete`);
        await checkPage(page, 'the deletion');
      });
    });

  for (const javaScript of [true, false])
    it(`many galleries are found by their name, for a copy as well, ${javaScript ? 'with' : 'without'} scripts, on a narrow phone`, async () => {
      const name = `Linus ${javaScript}`;
      await signIn(stage.app.url, name);
      for (let i = 100; i < 155; i += 1) await makeGallery(stage.app, name, `Club ${i} ${'W'.repeat(60)}`);
      const { handle } = await addPhotosOf(stage.app, await personalGalleryOf(stage.app, name), 'Ann');
      const check = javaScript ? checkPage : async () => undefined;
      await stage.visit({ viewport: NARROW, javaScript, as: name }, async (page) => {
        await page.goto(`${stage.app.url}/galleries`);
        await check(page, 'the first page');
        await page.getByRole('link', { name: 'More galleries' }).click();
        await page.getByRole('link', { name: 'Club 154' }).first().waitFor();
        await page.getByLabel('Search by name').fill('club 120');
        await page.keyboard.press('Enter');
        await page.getByRole('main').getByRole('link', { name: 'Club 120' }).first().waitFor();
        await check(page, 'what is found');

        await page.goto(`${stage.app.url}/people/${handle}/copies`);
        await page.getByText('5 more galleries').waitFor();
        await check(page, 'the choice');
        await page.getByLabel('Search by name').fill('club 154');
        await page.keyboard.press('Enter');
        await page.getByText('Show all galleries').waitFor();
        await page.getByRole('button', { name: 'Next' }).click();
        await page.getByText('Who will see it there').waitFor();
      });
    });
});
