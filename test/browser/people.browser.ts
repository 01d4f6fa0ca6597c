import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { signIn } from '../support/browser';
import { movedBy } from '../support/descriptors';
import { addPhotosOf, galleryOf, strangersFace } from '../support/people';
import { expectAccessible } from './support/axe';
import { DEVICES, LOOKS, nameOf, PHONE } from './support/looks';
import { Stage } from './support/stage';

const HEADING = { level: 1 } as const;
const summary = (page: Page, name: string) => page.locator('summary', { hasText: name });
const heading = (page: Page) => page.getByRole('heading', HEADING).textContent();
const cards = (page: Page) => page.locator('.person-name').allTextContents();
const photos = (page: Page) => page.getByRole('img', { name: /^Photo \d+ of/ });

describe('people', () => {
  const stage = Stage.setUp();
  let visits = 0;

  /** Signs in a user with two photos of Ada and three of Bea, who look so alike that nobody is asked before they are merged. */
  async function newUser(): Promise<string> {
    const name = `Grace ${++visits}`;
    await signIn(stage.app.url, name);
    const gallery = await galleryOf(stage.app, name);
    const { descriptor } = strangersFace();
    const alike = (distance: number) => ({ descriptor: movedBy(descriptor, distance) });
    await addPhotosOf(stage.app, gallery, 'Ada', [
      { quality: 0.9, ...alike(0) },
      { quality: 0.2, sharpness: 0, ...alike(0.1) },
    ]);
    await addPhotosOf(stage.app, gallery, 'Bea', [alike(0.2), alike(0.3), alike(0.4)]);
    const held = { jpeg: new Uint8Array(1), width: 1, height: 1, sourceHash: null, pictureHash: null };
    await stage.app.services.drafts.add(gallery, 'Cleo', 'group.jpg', held, []);
    return name;
  }

  async function openPerson(page: Page, name: string): Promise<void> {
    await page.goto('/');
    await page.getByRole('link', { name: new RegExp(`^${name}`) }).click();
    await page.getByRole('heading', { ...HEADING, name }).waitFor();
  }

  for (const device of DEVICES) {
    for (const javaScript of device.name === 'desktop' ? [true, false] : [true]) {
      describe(`on a ${device.name}${javaScript ? '' : ', without JavaScript'}`, () => {
        const visit = async (act: (page: Page) => Promise<void>, expects: RegExp[] = []) =>
          stage.visit({ as: await newUser(), device, javaScript, expects }, act);

        it('are found by name, sorted, and everyone is shown again', () =>
          visit(async (page) => {
            expect(await cards(page)).to.deep.equal(['Ada', 'Bea']);
            await page.getByLabel('Sort by').selectOption('Most photos');
            await page.getByRole('search').getByRole('button', { name: 'Search' }).click();
            await page.waitForURL(/[?&]sort=photos$/);
            expect(await cards(page)).to.deep.equal(['Bea', 'Ada']);
            await page.getByRole('searchbox').fill('ADÁ');
            await page.getByRole('searchbox').press('Enter');
            await page.waitForURL('**/?q=AD*');
            expect(await cards(page)).to.deep.equal(['Ada']);
            expect(await page.getByRole('searchbox').inputValue()).to.equal('ADÁ');
            await page.getByRole('searchbox').fill('Cleo');
            await page.getByRole('search').getByRole('button', { name: 'Search' }).click();
            await page.getByText('No name contains “Cleo”.').waitFor();
            await page.getByRole('link', { name: 'Show everyone' }).click();
            await page.waitForURL((url) => url.search === '');
            expect(await cards(page)).to.have.length(2);
          }));

        it('are renamed, and an invalid name is refused beside its field', () =>
          visit(
            async (page) => {
              await openPerson(page, 'Ada');
              await summary(page, 'Rename').click();
              await page.getByLabel('New name').fill('\u00ad');
              await page.getByRole('button', { name: 'Save' }).click();
              await page.getByRole('alert').getByText('Please enter a name.').waitFor();
              expect(await heading(page)).to.equal('Ada');
              await page.getByLabel('New name').fill('Ada Lovelace');
              await page.getByRole('button', { name: 'Save' }).click();
              await page.getByText('Ada is now named Ada Lovelace.').waitFor();
              expect(await heading(page)).to.equal('Ada Lovelace');
            },
            [/status of 400/],
          ));

        it('become one when one gets the other’s name, and two again', () =>
          visit(
            async (page) => {
              await openPerson(page, 'Bea');
              await summary(page, 'Rename').click();
              await page.getByLabel('New name').fill('ada');
              await page.getByRole('button', { name: 'Save' }).click();
              await page.getByText('You already have someone named Ada. Are they the same person?').waitFor();
              await page.getByRole('button', { name: 'Yes, merge them' }).click();
              await page.getByText('Bea was merged into Ada.').waitFor();
              expect(await heading(page)).to.equal('Ada');
              expect(await photos(page).count()).to.equal(5);
              await page.getByRole('button', { name: 'Undo', exact: true }).click();
              await page.getByText('Bea is back with 3 photos.').waitFor();
              expect(await heading(page)).to.equal('Bea');
              expect(await photos(page).count()).to.equal(3);
            },
            [/status of 409/],
          ));

        it('are merged by name, and the merge is undone later', () =>
          visit(
            async (page) => {
              await openPerson(page, 'Ada');
              await summary(page, 'Merge').click();
              await page.getByLabel('Merge with').fill('Beate');
              await page.getByRole('button', { name: 'Merge', exact: true }).click();
              await page.getByText('You don’t have anyone named Beate.').waitFor();
              expect(await page.getByLabel('Merge with').inputValue()).to.equal('Beate');
              await page.getByLabel('Merge with').fill('bea');
              await page.getByRole('button', { name: 'Merge', exact: true }).click();
              await page.getByText('Bea was merged into Ada.').waitFor();
              await page.goto('/');
              expect(await cards(page)).to.deep.equal(['Ada']);
              await openPerson(page, 'Ada');
              await page.getByRole('button', { name: 'Undo merge with Bea' }).click();
              await page.getByText('Bea is back').waitFor();
              await page.goto('/');
              expect(await cards(page)).to.deep.equal(['Ada', 'Bea']);
            },
            [/status of 422/],
          ));

        it('are shown by the chosen cover', () =>
          visit(async (page) => {
            await openPerson(page, 'Ada');
            const badge = (number: number) =>
              page
                .getByRole('listitem')
                .filter({ has: page.getByRole('img', { name: `Photo ${number} of` }) })
                .getByText('Cover', { exact: true });
            expect(await badge(2).count(), 'the better view').to.equal(1);
            await summary(page, 'Options for photo 1').click();
            await page.getByRole('button', { name: 'Set as cover' }).filter({ visible: true }).click();
            await badge(1).waitFor();
            await page.getByText('The cover was changed.').waitFor();
            await summary(page, 'Options for photo 1').click();
            await page.getByRole('button', { name: 'Choose cover automatically' }).click();
            await badge(2).waitFor();
          }));

        it('lose a photo, and are deleted with all of them', () =>
          visit(async (page) => {
            await openPerson(page, 'Bea');
            await summary(page, 'Options for photo 2').click();
            await summary(page, 'Delete photo…, photo 2 of Bea').click();
            await page.getByText('Delete this photo? This can’t be undone.').filter({ visible: true }).waitFor();
            expect(await photos(page).count(), 'it asks first').to.equal(3);
            await page.getByRole('button', { name: /^Delete permanently ?, photo 2 of Bea$/ }).click();
            await page.getByText('A photo of Bea was deleted.').waitFor();
            expect(await photos(page).count()).to.equal(2);
            await summary(page, 'Delete…').click();
            await page.getByText('Delete Bea and 2 photos? This can’t be undone.').waitFor();
            await page.getByRole('button', { name: 'Delete permanently' }).click();
            await page.getByText('Bea and all their photos were deleted.').waitFor();
            expect(await cards(page)).to.deep.equal(['Ada']);
          }));
      });
    }
  }

  it('are found and sorted while the search is typed, and the cursor stays in it', async () => {
    await stage.visit({ as: await newUser() }, async (page) => {
      let pages = 0;
      page.on('request', (request) => {
        if (request.resourceType() === 'fetch') pages++;
      });
      const search = page.getByRole('searchbox');
      await search.pressSequentially('bea', { delay: 20 });
      await page.waitForURL('**/?q=bea');
      expect(await cards(page)).to.deep.equal(['Bea']);
      expect(pages, 'one for several letters').to.be.below(3);
      await page.keyboard.press('ArrowLeft');
      await page.keyboard.press('Backspace');
      await page.waitForURL('**/?q=ba');
      await page.getByText('No name contains “ba”.').waitFor();
      await page.keyboard.type('e');
      await page.waitForURL('**/?q=bea');
      expect(await cards(page)).to.deep.equal(['Bea']);
      const cursor = '[document.activeElement.id, document.activeElement.selectionStart]';
      expect(await page.evaluate(cursor)).to.deep.equal(['people-q', 2]);
      await search.fill('');
      await page.waitForURL((url) => url.search === '');
      await page.getByLabel('Sort by').selectOption('Most photos');
      await page.waitForURL('**/?sort=photos');
      expect(await cards(page)).to.deep.equal(['Bea', 'Ada']);
      expect(await page.locator('.dashboard-forms h2').allTextContents()).to.have.length(2);
    });
  });

  it('keep the order of the forms when a search finds nobody', async () => {
    await stage.visit({ as: await newUser() }, async (page) => {
      const forms = () => page.locator('.dashboard-forms h2').allInnerTexts();
      const before = await forms();
      await page.goto('/?q=nobody');
      expect(await forms()).to.deep.equal(before);
    });
  });

  it('are the first thing below recognizing on a phone: the form to add one is folded away until it is needed', async () => {
    await stage.visit({ as: await newUser(), device: PHONE }, async (page) => {
      expect((await page.locator('.person-card').first().boundingBox())?.y).to.be.below(1.2 * 844);
      expect(
        await page
          .getByText(/drop|paste/i)
          .filter({ visible: true })
          .count(),
      ).to.equal(0);
      expect(await page.getByLabel('Name', { exact: true }).isVisible()).to.equal(false);
      await page.getByRole('link', { name: 'Add a person' }).click();
      await page.getByLabel('Name', { exact: true }).waitFor();
      await openPerson(page, 'Ada');
      await page.getByRole('link', { name: 'Add photos' }).click();
      expect(await page.getByLabel('Name', { exact: true }).inputValue()).to.equal('Ada');
      expect(await page.getByLabel('Name', { exact: true }).isVisible()).to.equal(true);
    });
  });

  it('can be pressed with a finger', async () => {
    // The draft's photo isn't one.
    await stage.visit({ as: await newUser(), device: PHONE, expects: [/status of 404/] }, async (page) => {
      const small = `[...document.querySelectorAll('button, .btn, select, input, summary, h1 a, h2 a, nav a')]
        .filter((each) => each.checkVisibility() && !each.closest('.visually-hidden, .skip-link') && !each.matches('.visually-hidden, [type="hidden"]'))
        .filter((each) => each.getBoundingClientRect().height < 43.5 && !(each.matches('[type="checkbox"]') && each.closest('.form-check')))
        .map((each) => each.localName + ' ' + each.className + ' ' + each.textContent.trim() + ' ' + each.getBoundingClientRect().height)`;
      for (const address of ['/', '/drafts', '/recognition', '/settings', '/account', '/account/delete']) {
        await page.goto(address);
        expect(await page.evaluate(small), address).to.deep.equal([]);
      }
      await openPerson(page, 'Ada');
      expect(await page.evaluate(small)).to.deep.equal([]);
    });
  });

  it('are renamed with the cursor in the field, whose name is selected', async () => {
    await stage.visit({ as: await newUser() }, async (page) => {
      await openPerson(page, 'Ada');
      await summary(page, 'Rename').click();
      await page.locator('#new-name:focus').waitFor();
      await page.keyboard.type('Zoe');
      await page.keyboard.press('Enter');
      await page.getByText('Ada is now named Zoe.').waitFor();
    });
  });

  it('have a page that a refused form’s address leads to', async () => {
    await stage.visit({ as: await newUser(), expects: [/status of 400/] }, async (page) => {
      await openPerson(page, 'Ada');
      const { pathname } = new URL(page.url());
      await summary(page, 'Rename').click();
      await page.getByLabel('New name').fill('\u00ad');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('alert').getByText('Please enter a name.').waitFor();
      await page.goto(page.url());
      expect(new URL(page.url()).pathname).to.equal(pathname);
      expect(await heading(page)).to.equal('Ada');
    });
  });

  for (const look of LOOKS) {
    it(`are accessible in every state ${nameOf(look)}`, async () => {
      await stage.visit({ ...look, as: await newUser(), expects: [/status of 4/] }, async (page) => {
        await page.emulateMedia({ reducedMotion: 'reduce' }); // while a color changes, its contrast means nothing
        await page.goto('/?q=nobody');
        await expectAccessible(page);
        await openPerson(page, 'Ada');
        for (const name of ['Rename', 'Merge', 'Delete…', 'Options for photo 1']) {
          await summary(page, name).click();
          await expectAccessible(page);
          await page.keyboard.press('Escape');
        }
        await summary(page, 'Options for photo 2').click();
        await summary(page, 'Delete photo…, photo 2').click();
        await expectAccessible(page);
        await summary(page, 'Rename').click();
        await page.getByLabel('New name').fill('Bea');
        await page.getByRole('button', { name: 'Save' }).click();
        await page.getByText('You already have someone named Bea.').waitFor();
        await expectAccessible(page);
        await page.getByRole('button', { name: 'Yes, merge them' }).click();
        await page.getByRole('button', { name: 'Undo', exact: true }).waitFor();
        await expectAccessible(page);
      });
    });

    it(`need no scrolling sideways at 320 pixels ${nameOf(look)}`, async () => {
      await stage.visit({ ...look, as: await newUser() }, async (page) => {
        await page.setViewportSize({ width: 320, height: 700 });
        const isTooWide = () => page.evaluate('document.documentElement.scrollWidth > 320');
        await page.goto('/?sort=photos');
        expect(await isTooWide()).to.equal(false);
        await openPerson(page, 'Ada');
        for (const name of ['Rename', 'Merge', 'Delete…', 'Options for photo 1']) {
          await summary(page, name).click();
          expect(await isTooWide(), name).to.equal(false);
          await page.keyboard.press('Escape');
        }
        for (const number of [1, 2]) {
          await summary(page, `Options for photo ${number}`).click();
          await summary(page, `Delete photo…, photo ${number}`).click();
          expect(await isTooWide(), `the question of photo ${number}`).to.equal(false);
        }
      });
    });
  }

  describe('with the keyboard alone', () => {
    /** Presses Tab until the element with that name has the focus. */
    async function tabTo(page: Page, name: string, key = 'Tab'): Promise<void> {
      for (let presses = 0; presses < 60; presses++) {
        await page.keyboard.press(key);
        const focused = await page.evaluate(
          `(document.activeElement.labels?.[0] ?? document.activeElement).textContent.trim()`,
        );
        if (String(focused).startsWith(name)) return;
      }
      throw new Error(`Tab never reaches ${name}.`);
    }

    it('are renamed, merged, unmerged, given another cover, and deleted', async () => {
      await stage.visit({ as: await newUser(), expects: [/status of 409/] }, async (page) => {
        await tabTo(page, 'Bea');
        await page.keyboard.press('Enter');
        await page.getByRole('heading', { ...HEADING, name: 'Bea' }).waitFor();

        await tabTo(page, 'Rename');
        await page.keyboard.press('Enter');
        await tabTo(page, 'New name');
        await page.keyboard.press('Escape');
        expect(await page.getByLabel('New name').isVisible(), 'closed by Escape').to.equal(false);
        await page.keyboard.press('Enter');
        await tabTo(page, 'New name');
        await page.keyboard.press('ControlOrMeta+a');
        await page.keyboard.type('Ada');
        await page.keyboard.press('Enter');
        await page.getByText('Are they the same person?').waitFor();
        await tabTo(page, 'Yes, merge');
        await page.keyboard.press('Enter');
        await page.getByText('Bea was merged into Ada.').waitFor();

        await tabTo(page, 'Undo');
        await page.keyboard.press('Enter');
        await page.getByText('Bea is back').waitFor();

        await tabTo(page, 'Options for photo 3');
        await page.keyboard.press('Space');
        await tabTo(page, 'Set as cover');
        await page.keyboard.press('Enter');
        await page
          .getByRole('listitem')
          .filter({ has: page.getByRole('img', { name: 'Photo 3 of' }) })
          .getByText('Cover', { exact: true })
          .waitFor();

        await tabTo(page, 'Options for photo 3');
        await page.keyboard.press('Space');
        await tabTo(page, 'Delete photo…, photo 3');
        await page.keyboard.press('Enter');
        await tabTo(page, 'Delete permanently, photo 3');
        await page.keyboard.press('Escape');
        expect(
          await page.locator('summary:focus').innerText(),
          'Escape leads back to what opened the question',
        ).to.include('Delete photo…');
        await page.keyboard.press('Escape');
        expect(await page.locator('summary:focus').innerText(), 'and then to the menu').to.include(
          'Options for photo 3',
        );
        await page.keyboard.press('Enter');
        await tabTo(page, 'Delete photo…, photo 3');
        await page.keyboard.press('Enter');
        await tabTo(page, 'Delete permanently, photo 3');
        await page.keyboard.press('Enter');
        await page.getByText('A photo of Bea was deleted.').waitFor();

        await tabTo(page, 'Delete…');
        await page.keyboard.press('Enter');
        await tabTo(page, 'Delete permanently');
        await page.keyboard.press('Enter');
        await page.getByText('Bea and all their photos were deleted.').waitFor();
      });
    });
  });

  it('with the longest names break no page at 320 pixels', async () => {
    const user = await newUser();
    const long = 'W'.repeat(100);
    await addPhotosOf(stage.app, await galleryOf(stage.app, user), long);
    await stage.visit({ as: user, expects: [/status of 409/] }, async (page) => {
      await page.setViewportSize({ width: 320, height: 700 });
      const expectWithin = async (where: string) =>
        expect(await page.evaluate('document.documentElement.scrollWidth'), where).to.equal(320);
      await page.goto('/');
      await expectWithin('the dashboard');
      await openPerson(page, 'Bea');
      await summary(page, 'Rename').click();
      await page.getByLabel('New name').fill(long);
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Are they the same person?').waitFor();
      await expectWithin('the question');
      await page.getByRole('button', { name: 'Yes, merge them' }).click();
      await page.getByRole('button', { name: 'Undo', exact: true }).waitFor();
      await expectWithin('the person');
      await summary(page, 'Delete…').click();
      await expectWithin('the last question');
    });
  });

  it('with right-to-left names are shown as they are written', async () => {
    const name = `Grace ${++visits}`;
    await stage.visit({ as: name }, async (page) => {
      await addPhotosOf(stage.app, await galleryOf(stage.app, name), 'عائشة');
      await openPerson(page, 'عائشة');
      expect(await page.evaluate(`getComputedStyle(document.querySelector('h1 bdi')).direction`)).to.equal('rtl');
      await summary(page, 'Rename').click();
      expect(await page.evaluate(`getComputedStyle(document.querySelector('#new-name')).direction`)).to.equal('rtl');
    });
  });
});
