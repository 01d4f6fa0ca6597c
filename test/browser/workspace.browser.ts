import { expect } from 'chai';
import type { Locator, Page } from 'playwright-core';
import { until } from '../support/app-process';
import { signIn } from '../support/browser';
import { galleryOf } from '../support/people';
import { facelessPhoto } from '../support/photos';
import { recognize } from '../support/results';
import { expectAccessible } from './support/axe';
import { recognizeSix } from './support/group-of-six';
import { PHONE } from './support/looks';
import { Stage } from './support/stage';

const face = (page: Page, number: number) => page.locator(`#face-${number}`);
const box = (page: Page, number: number) => page.locator(`.faces > svg a[data-face="${number}"]`);
const view = (page: Page) => page.locator('.photo-view');
const popover = (page: Page) => page.locator('.face-popover');
const focused = (page: Page) => page.evaluate('document.activeElement.id || document.activeElement.dataset?.face');
const boundsOf = async (target: Locator) => (await target.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
const zoomOf = async (page: Page) => Number(await view(page).getAttribute('data-zoom'));
const headingOf = (page: Page, number: number) => face(page, number).getByRole('heading').innerText();

/** Waits until a condition holds in the page. */
const holds = (page: Page, condition: string) => until(async () => Boolean(await page.evaluate(condition)));

/** Expects the boxes to lie over the photo, however it is zoomed. */
async function expectInLine(page: Page): Promise<void> {
  const [photo, boxes] = await Promise.all(
    ['.faces > img', '.faces > svg'].map((what) => boundsOf(page.locator(what))),
  );
  expect(boxes).to.deep.equal(photo);
}

describe('the page of a result', () => {
  const stage = Stage.setUp();
  let visitors = 0;
  let as = '';
  let result = '';

  beforeEach(async () => {
    as = `Hedy ${++visitors}`;
    const hedy = await signIn(stage.app.url, as);
    result = await recognizeSix(stage.app, hedy, await galleryOf(stage.app, as));
  });
  const open = async (page: Page, address = result) => {
    await page.goto(address);
    await page.waitForLoadState('networkidle');
    await page.locator('.workspace[data-live]').waitFor();
  };

  it('is gone through and answered with keys alone, never while somebody types, and not at all when switched off', () =>
    stage.visit({ as }, async (page) => {
      await open(page);
      expect(await page.locator('.face-row').evaluateAll((all) => all.map((row) => row.className))).to.deep.equal(
        ['maybe', 'sure', 'maybe', 'sure', 'maybe', 'unknown'].map((certainty) => `face-row ${certainty}`),
      );
      await page.keyboard.press('ArrowRight');
      expect(await focused(page)).to.equal('face-1');
      await page.keyboard.press('4');
      expect(await focused(page)).to.equal('face-4');
      expect(await page.getByRole('status').filter({ hasText: 'Face 4 of 6: Dora' }).count()).to.equal(1);
      await page.keyboard.press('ArrowLeft');
      expect(await page.locator('.is-lit').evaluateAll((all) => all.map((each) => each.dataset.face))).to.deep.equal([
        ...['3', '3'],
      ]);
      await page.keyboard.press('Control+y');
      await page.keyboard.press('y');
      expect(await focused(page), 'the next question').to.equal('face-5');
      await page.keyboard.press('n');
      expect(await focused(page)).to.equal('face-1');
      await face(page, 5).getByText('You said this isn’t Eve.').waitFor();
      await face(page, 3).getByText('Confirmed by you').waitFor();
      expect(await headingOf(page, 1), 'not answered yet').to.equal('Is this Ada?');

      await face(page, 6).getByLabel('Who is this?').focus();
      await page.keyboard.type('yn12 f?');
      expect(await face(page, 6).getByLabel('Who is this?').inputValue()).to.equal('yn12 f?');
      await face(page, 1).focus();
      await page.keyboard.press('Enter');
      expect(await page.locator(':focus').getAttribute('aria-label')).to.equal('Yes, this is Ada');

      await page.keyboard.press('?');
      await expectAccessible(page);
      await page.getByLabel('Use these keys').uncheck();
      await page.keyboard.press('Escape');
      expect(await page.getByLabel('Use these keys').isVisible()).to.equal(false);
      await page.keyboard.press('2');
      await page.reload();
      await page.locator('.workspace[data-live]').waitFor();
      await page.keyboard.press('y');
      await page.keyboard.press('2');
      expect(await page.locator('.face-row:focus').count(), 'switched off').to.equal(0);
    }));

  it('zooms the photo by buttons, double click and wheel, is dragged and filled the screen with', () =>
    stage.visit({ as }, async (page) => {
      await open(page);
      await page.getByRole('button', { name: 'Zoom in' }).click();
      expect(await zoomOf(page)).to.be.above(1.5);
      await expectInLine(page);
      await page.keyboard.press('3');
      const [frame, third] = await Promise.all([boundsOf(view(page)), boundsOf(box(page, 3).locator('rect').first())]);
      expect(third.x, 'the chosen face is in sight').to.be.within(frame.x, frame.x + frame.width - third.width);
      await page.getByRole('button', { name: 'Fit' }).click();
      expect(await zoomOf(page)).to.equal(1);
      const { x, y, width, height } = await boundsOf(view(page));
      await page.mouse.move(x + width / 2, y + 20);
      await page.mouse.wheel(0, 200);
      await holds(page, 'scrollY > 0'); // as long as nobody uses the photo, the wheel is the page's
      await page.evaluate('scrollTo(0, 0)');
      await page.mouse.dblclick(x + width / 2, y + 20);
      expect(await zoomOf(page)).to.equal(2.5);
      const before = await view(page).evaluate((each) => each.scrollLeft);
      await page.mouse.down();
      await page.mouse.move(x + width / 2 + 80, y + 40, { steps: 4 });
      await page.mouse.up();
      expect(await view(page).evaluate((each) => each.scrollLeft)).to.equal(before - 80);
      await page.mouse.wheel(0, 1000);
      await holds(page, `document.querySelector('.photo-view').dataset.zoom < 2.5`);
      await expectInLine(page);
      await page.keyboard.press('0');
      expect((await boundsOf(view(page))).height).to.equal(height);

      await page.keyboard.press('f');
      await holds(page, `document.fullscreenElement?.matches('.photo-pane.is-full')`);
      await page.keyboard.press('6');
      await page.keyboard.press('Enter');
      await popover(page).getByLabel('Who is this?').fill('Fay');
      await page.keyboard.press('Enter');
      await box(page, 6).and(page.locator('.confirmed')).waitFor();
      await expectInLine(page);
      await page.getByRole('button', { name: 'Full screen' }).click();
      await holds(page, 'document.fullscreenElement === null');

      await page.evaluate(`Object.defineProperty(document, 'fullscreenEnabled', { value: false })`); // an iPhone
      await page.getByRole('button', { name: 'Full screen' }).click();
      await page.locator('dialog[open] .photo-pane.is-full').waitFor();
      await expectInLine(page);
      await page.keyboard.press('Escape');
      await page.locator('.workspace > .photo-pane:not(.is-full)').waitFor();
    }));

  it('names a face at its box, and leaves the photo its own menu', () =>
    stage.visit({ as, expects: [/status of 4/] }, async (page) => {
      await open(page);
      await box(page, 6).click();
      await popover(page).waitFor();
      const { x, y, width, height } = await boundsOf(popover(page));
      expect(x).to.be.at.least(0);
      expect(y).to.be.at.least(0);
      expect(x + width).to.be.at.most(1280);
      expect(y + height).to.be.at.most(800);
      await expectAccessible(page);
      await page.keyboard.press('Escape');
      expect(await popover(page).isVisible()).to.equal(false);
      expect(await focused(page), 'the focus is back at the box').to.equal('6');
      await page.keyboard.press('Enter');
      await popover(page).getByLabel('Who is this?').fill('\u200b');
      await page.keyboard.press('Enter');
      await popover(page).getByRole('alert').waitFor();
      await popover(page).getByLabel('Who is this?').fill('Fay');
      await page.keyboard.press('Enter');
      await face(page, 6).getByText('Confirmed by you').waitFor();
      expect(await popover(page).isVisible()).to.equal(false);
      expect(await box(page, 6).getAttribute('aria-label')).to.include('Fay');
      await box(page, 1).locator('rect').first().click();
      await popover(page).getByRole('button', { name: 'No, this isn’t Ada' }).click();
      await face(page, 1).getByText('You said this isn’t Ada.').waitFor();

      await page.evaluate(
        `addEventListener('contextmenu', ({ target }) => { document.title = target.localName; }, { capture: true })`,
      );
      const photo = await boundsOf(page.locator('.faces > img'));
      const second = await boundsOf(box(page, 2).locator('rect').first());
      for (const [left, top] of [
        [photo.x + 3, photo.y + 3],
        [second.x + second.width / 2, second.y + second.height / 2],
      ] as const) {
        await page.evaluate(`document.title = ''`);
        await page.mouse.click(left, top, { button: 'right' });
        expect(await page.title()).to.equal('img');
      }
    }));

  it('confirms all the sure ones at once, saves the photo with names, and shares it where that is possible', () =>
    stage.visit({ as }, async (page) => {
      await page.addInitScript(`
        navigator.canShare = ({ files }) => files.length === 1;
        navigator.share = async ({ files: [file] }) => { document.title = file.name + ' ' + file.type; };
      `);
      await open(page);
      await page.getByRole('button', { name: 'Confirm all the sure ones (2)' }).click();
      await page.getByText('2 faces confirmed.').first().waitFor();
      expect(await page.locator('.face-row.confirmed').count()).to.equal(2);
      await page.locator('.faces-head').getByRole('button', { name: 'Undo' }).click();
      await page.getByRole('button', { name: 'Confirm all the sure ones (2)' }).waitFor();
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: 'Download with names' }).click(),
      ]);
      expect(download.suggestedFilename()).to.match(/^familiar-faces-\d{4}-\d\d-\d\d\.jpg$/);
      await page.getByRole('button', { name: 'Share…' }).click();
      await holds(page, `/^familiar-faces-[-\\d]+\\.jpg image\\/jpeg$/.test(document.title)`);
    }));

  it('keeps the photo in view beside the faces', () =>
    stage.visit({ as, viewport: { width: 1280, height: 500 } }, async (page) => {
      await open(page);
      const [photo, list] = await Promise.all([boundsOf(view(page)), boundsOf(page.locator('.face-rows'))]);
      expect(list.x).to.be.at.least(photo.x + photo.width);
      await page.keyboard.press('6');
      const { y, height } = await boundsOf(page.locator('.faces > img'));
      expect(await page.evaluate('scrollY')).to.be.above(0);
      expect(y).to.be.at.least(0);
      expect(y + height).to.be.at.most(500);
    }));

  it('is at hand on a phone: the photo stays above the faces and covers none, six fit on a screen and a half', () =>
    stage.visit({ as, device: PHONE }, async (page) => {
      await open(page);
      const [first, last] = await Promise.all([1, 6].map((number) => boundsOf(face(page, number))));
      expect((last?.y ?? 0) + (last?.height ?? 0) - (first?.y ?? 0), 'six faces').to.be.at.most(1.5 * 844);
      const small = await page
        .locator('.card:has(.workspace)')
        .locator('button, summary, a.btn, input:not([type="hidden"], [type="checkbox"], [type="range"])')
        .filter({ visible: true })
        .evaluateAll((all) =>
          all
            .filter((each) => Math.min(each.offsetHeight, each.offsetWidth) < 44)
            .map((each) => `${each.outerHTML} ${each.offsetWidth} × ${each.offsetHeight}`),
        );
      expect(small).to.deep.equal([]);

      await page.evaluate('scrollTo(0, document.body.scrollHeight)');
      for (const number of [6, 3, 2]) {
        await face(page, number).locator('.face-actions :is(input:not([type="hidden"]), button)').first().focus();
        const photo = await boundsOf(page.locator('.faces > img'));
        expect(photo.y, 'the photo is in view').to.be.at.least(0);
        expect(photo.height).to.be.at.most(0.4 * 844);
        expect((await boundsOf(page.locator(':focus'))).y, 'and not over the focus').to.be.above(
          photo.y + photo.height,
        );
      }

      const { x, y, width } = await boundsOf(page.locator('.faces > img'));
      const client = await page.context().newCDPSession(page);
      const touch = (type: string, ...at: number[]) =>
        client.send('Input.dispatchTouchEvent', {
          type: type as 'touchStart',
          touchPoints: at.map((left, id) => ({ x: left, y: y + 60, id })),
        });
      const middle = x + width / 2;
      await touch('touchStart', middle - 20, middle + 20);
      for (const apart of [30, 45, 60]) await touch('touchMove', middle - apart, middle + apart);
      await touch('touchEnd');
      expect(await zoomOf(page)).to.be.within(2.5, 3.5);
      await expectInLine(page);
      expect(await page.evaluate('visualViewport.scale'), 'the page itself isn’t zoomed').to.equal(1);
      await page.touchscreen.tap(x + 5, y + 5);
      await page.touchscreen.tap(x + 5, y + 5);
      expect(await zoomOf(page), 'a double tap fits it').to.equal(1);
      await box(page, 6).locator('rect').first().tap();
      await popover(page).waitFor();
      const there = await boundsOf(popover(page));
      expect(there.x).to.be.at.least(0);
      expect(there.x + there.width).to.be.at.most(390);
      await expectAccessible(page);
      await popover(page).getByRole('button', { name: 'Close' }).tap();
      expect(await popover(page).isVisible()).to.equal(false);

      const before = Number(await page.evaluate('scrollY'));
      await touch('touchStart', middle);
      for (const moved of [10, 40, 80])
        await client.send('Input.dispatchTouchEvent', {
          type: 'touchMove',
          touchPoints: [{ x: middle, y: y + 60 - moved }],
        });
      await touch('touchEnd');
      await holds(page, `scrollY > ${before}`); // one finger scrolls the page
    }));

  it('leads from a box to its row without scripts, and says what to try when there is no face', () =>
    stage.visit({ as, javaScript: false }, async (page) => {
      await page.goto(result);
      await box(page, 3).locator('rect').first().click();
      expect(await page.locator('#face-3:target').count()).to.equal(1);
      await face(page, 3).getByText('More').click();
      await face(page, 3).getByText('Also add this face to Cleo’s photos').waitFor();
      await page.getByRole('button', { name: 'Confirm all the sure ones (2)' }).click();
      await page.getByText('2 faces confirmed.').waitFor();
      const hedy = await signIn(stage.app.url, as);
      await page.goto(new URL((await recognize(hedy, await facelessPhoto())).url).pathname);
      await page.getByText('Try a photo that is upright').waitFor();
      expect(await page.getByRole('link', { name: 'with names' }).count()).to.equal(0);
    }));
});
