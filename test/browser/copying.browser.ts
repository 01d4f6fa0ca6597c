import { expect } from 'chai';
import type { Page } from 'playwright-core';
import type { Gallery } from '../../src/gallery/galleries';
import { signIn } from '../support/browser';
import { makeGallery, personalGalleryOf } from '../support/members';
import { addPhotosOf } from '../support/people';
import { expectAccessible } from './support/axe';
import { LOOKS, nameOf } from './support/looks';
import { Stage } from './support/stage';

describe('copying a person', () => {
  const stage = Stage.setUp();
  let own: Gallery;
  let club: Gallery;
  before(async () => {
    await signIn(stage.app.url, 'Alan');
    await signIn(stage.app.url, 'Grace');
    own = await personalGalleryOf(stage.app, 'Alan');
    club = await makeGallery(stage.app, 'Alan', 'Climbing club', { Grace: 'viewer' });
    await makeGallery(stage.app, 'Grace', 'Family', { Alan: 'editor' });
  });

  const isWide = (page: Page) => page.evaluate('document.documentElement.scrollWidth > innerWidth');

  for (const [i, look] of LOOKS.entries())
    it(`asks which gallery, and then whether to, ${nameOf(look)}`, async () => {
      const name = `Ann ${i}`;
      const { handle } = await addPhotosOf(stage.app, own, name, [{}, {}]);
      await addPhotosOf(stage.app, club, name);
      await stage.visit({ ...look, as: 'Alan', expects: [/status of 409/] }, async (page) => {
        const check = async (state: string) => {
          expect(await isWide(page), state).to.equal(false);
          await expectAccessible(page);
        };
        await page.goto(`${stage.app.url}/people/${handle}`);
        await check('the person');
        await page.getByRole('link', { name: 'Copy to another gallery…' }).press('Enter');
        await check('the choice');
        await page.getByLabel('To which gallery?').selectOption('Climbing club');
        await page.getByRole('button', { name: 'Next' }).press('Enter');
        await page.getByText('You and 1 other member.').waitFor();
        await check('the question');
        await page.getByLabel('No, use another name').fill(name);
        await page.keyboard.press('Enter');
        await page.getByRole('alert').filter({ hasText: 'already someone named' }).waitFor();
        await check('the fault');
        await page.getByLabel('No, use another name').fill(`${name} of the club`);
        await page.keyboard.press('Enter');
        await page.getByText(`2 photos were copied to Climbing club, as ${name} of the club.`).waitFor();
      });
      expect((await stage.app.services.people.findNamed(club, `${name} of the club`))?.name).to.be.a('string');
    });

  it('works without scripts, and shows members who added what', () =>
    stage.visit({ as: 'Alan', javaScript: false }, async (page) => {
      const { handle } = await addPhotosOf(stage.app, own, 'Moving');
      await page.goto(`${stage.app.url}/people/${handle}`);
      await page.getByRole('link', { name: 'Move…' }).click();
      await page.getByLabel('To which gallery?').selectOption('Climbing club');
      await page.getByRole('button', { name: 'Next' }).click();
      await page.getByText('This can’t be undone.').waitFor();
      await page.getByRole('button', { name: 'Move' }).click();
      await page.getByText('Moving is no longer here.').waitFor();
      await page.goto(`${stage.app.url}/g/${club.handle}/`);
      await page.getByRole('link', { name: 'Moving' }).click();
      await page.getByText('Added by Alan').waitFor();
    }));
});
