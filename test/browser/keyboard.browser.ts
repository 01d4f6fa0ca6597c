import { expect } from 'chai';
import type { Locator, Page } from 'playwright-core';
import { ADA_IN_SAMPLE_1, cropFace, samplePhoto } from '../support/photos';
import { Stage } from './support/stage';

const MOST_PRESSES = 60;

/** Presses Tab until an element has the focus, and checks that the focus is visible. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  const focused = target.and(page.locator(':focus'));
  for (let presses = 0; (await focused.count()) === 0; presses++) {
    expect(presses, `presses of Tab until ${target}`).to.be.below(MOST_PRESSES);
    await page.keyboard.press('Tab');
  }
  expect(
    await page.evaluate('getComputedStyle(document.activeElement).outlineStyle'),
    `the outline of ${target}`,
  ).to.equal('solid');
}

/** Opens a file field's dialog, and chooses files in it. */
async function choose(page: Page, field: Locator, name: string, buffer: Buffer): Promise<void> {
  await tabTo(page, field);
  const [dialog] = await Promise.all([page.waitForEvent('filechooser'), page.keyboard.press('Space')]);
  await dialog.setFiles({ name, mimeType: 'image/jpeg', buffer });
}

describe('with the keyboard alone', () => {
  const stage = Stage.setUp();

  it('a user signs in, adds a person, recognizes, opens the history, deletes, and signs out', () =>
    stage.visit({}, async (page) => {
      await page.keyboard.type('Grace');
      await page.keyboard.press('Enter');

      await tabTo(page, page.getByRole('link', { name: 'Skip to content' }));
      await page.keyboard.press('Enter');
      await tabTo(page, page.getByLabel('Name', { exact: true }));
      await page.keyboard.type('Ada');
      await choose(page, page.getByLabel('Photos of their face'), 'ada.jpg', await cropFace(ADA_IN_SAMPLE_1));
      await tabTo(page, page.getByRole('button', { name: 'Add', exact: true }));
      await page.keyboard.press('Enter');
      await page.getByRole('link', { name: 'Ada 1 photo' }).waitFor();

      await choose(page, page.getByLabel('A photo of one or more people'), 'group.jpg', samplePhoto(3));
      await tabTo(page, page.getByRole('button', { name: 'Who is this?' }));
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Who’s in this photo' }).waitFor();

      await tabTo(page, page.getByRole('link', { name: 'History' }));
      await page.keyboard.press('Enter');
      await tabTo(page, page.getByText('Delete all…'));
      await page.keyboard.press('Enter');
      await tabTo(page, page.getByRole('button', { name: 'Delete all permanently' }));
      await page.keyboard.press('Enter');
      await page.getByText('No recent results').waitFor();

      await tabTo(page, page.getByRole('button', { name: 'Sign out' }));
      await page.keyboard.press('Enter');
      await page.getByText('You have signed out of FamiliarFaces.').waitFor();
    }));
});
