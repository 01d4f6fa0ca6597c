import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { until } from '../support/app-process';
import { signIn } from '../support/browser';
import { galleryOf } from '../support/people';
import { facelessPhoto } from '../support/photos';
import { Stage } from './support/stage';

const QUESTION = 'Delete this result and its photo?';

describe('a question before a deletion', () => {
  const stage = Stage.setUp();
  const as = 'Grace';
  before(async () => {
    await signIn(stage.app.url, as);
    const gallery = await galleryOf(stage.app, as);
    const picture = { jpeg: await facelessPhoto(), width: 640, height: 480 };
    for (let i = 0; i < 3; i++)
      await stage.app.services.recognitions.add({ gallery, userId: gallery.ownerId }, { picture, faces: [] });
  });

  const questions = (page: Page) => page.getByText(QUESTION).filter({ visible: true });
  const results = (page: Page) => page.locator('.history-entry').count();
  const ask = (page: Page, number: number) => page.locator('.history-entry summary').nth(number).click();

  it('is taken back by Cancel, Escape, a click beside it, and another question', () =>
    stage.visit({ as }, async (page) => {
      await page.goto('/recognition');
      await ask(page, 0);
      await questions(page).waitFor();
      await page.getByRole('link', { name: 'Cancel' }).filter({ visible: true }).click();
      expect(await questions(page).count(), 'Cancel').to.equal(0);
      expect(await page.locator('summary:focus').count(), 'the focus is back').to.equal(1);
      await ask(page, 0);
      await page.keyboard.press('Escape');
      expect(await questions(page).count(), 'Escape').to.equal(0);
      await ask(page, 0);
      await page.getByRole('heading', { level: 1 }).click();
      expect(await questions(page).count(), 'beside').to.equal(0);
      await ask(page, 0);
      await ask(page, 1);
      expect(await questions(page).count(), 'another').to.equal(1);
      expect(await results(page)).to.equal(3);
      await page.getByRole('button', { name: 'Delete permanently' }).filter({ visible: true }).click();
      await until(async () => (await results(page)) === 2);
    }));

  it('is taken back without scripts, too', () =>
    stage.visit({ as, javaScript: false }, async (page) => {
      await page.goto('/recognition');
      const before = await results(page);
      await ask(page, 0);
      await ask(page, 1);
      expect(await questions(page).count(), 'one at a time').to.equal(1);
      await page.getByRole('link', { name: 'Cancel' }).filter({ visible: true }).click();
      expect(await questions(page).count()).to.equal(0);
      expect(await results(page)).to.equal(before);
    }));
});
