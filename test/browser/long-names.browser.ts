import { expect } from 'chai';
import type { Page } from 'playwright-core';
import type { AppPage } from './support/app-page';
import { LONG_NAMES, settleLongNames } from './support/long-names';
import { Stage } from './support/stage';

/** What stands out of the card, the list or the page that it is in: as `button "Yes, this is …"`. */
const STICKING_OUT = `[...document.querySelectorAll('a, button, summary, input, select, h1, h2, p, li, img')]
  .filter((each) => each.checkVisibility() && !each.closest('svg, .visually-hidden, .skip-link'))
  .filter((each) => {
    const { left, right, width } = each.getBoundingClientRect();
    const around = (each.parentElement.closest('.card, li, dialog, main, header') ?? document.body).getBoundingClientRect();
    return width > 1 && (right > around.right + 1 || left < around.left - 1);
  })
  .map((each) => each.localName + ' "' + each.textContent.trim().slice(0, 30) + '" of ' + each.className)`;

describe('long names', () => {
  const stage = Stage.setUp();
  const as = 'Wolfeschlegelsteinhausenbergerdorff'.repeat(2);
  let pages: readonly AppPage[] = [];
  before(async function () {
    this.timeout(120_000);
    pages = await settleLongNames(stage.app, as);
  });

  /** Opens each page, looks at it, and opens everything on it that opens, one after another. */
  async function expectFits(page: Page, { name, go }: AppPage, width: number): Promise<string[]> {
    const faults: string[] = [];
    const look = async (what: string) => {
      const scrolled = Number(await page.evaluate('document.documentElement.scrollWidth'));
      if (scrolled > width) faults.push(`${name}${what} at ${width}: ${scrolled} wide`);
      for (const each of (await page.evaluate(STICKING_OUT)) as string[])
        faults.push(`${name}${what} at ${width}: ${each}`);
    };
    await go(page);
    await look('');
    const count = Number(await page.evaluate(`document.querySelectorAll('main details').length`));
    for (let i = 0; i < Math.min(count, 4); i++) {
      await page.evaluate(`document.querySelectorAll('main details')[${i}].open = true`);
      await look(`, details ${i}`);
      await page.evaluate(`document.querySelectorAll('main details')[${i}].open = false`);
    }
    return faults;
  }

  for (const width of [320, 390, 768, 1280]) {
    it(`break no page at ${width} pixels`, () =>
      stage.visit({ as, viewport: { width, height: 800 }, expects: [/status of 404/] }, async (page) => {
        const faults: string[] = [];
        for (const each of pages) {
          faults.push(...(await expectFits(page, each, width)));
          const folder = process.env['SHOTS'];
          if (folder) await page.screenshot({ path: `${folder}/${each.name}-${width}.png`, fullPage: true });
        }
        expect([...new Set(faults)].join('\n')).to.equal('');
      })).timeout(120_000);
  }

  for (const width of [320, 1280]) {
    it(`fit their labels on a photo, without covering each other, at ${width} pixels`, () =>
      stage.visit({ as, viewport: { width, height: 800 } }, async (page) => {
        await pages.find(({ name }) => name === 'result')?.go(page);
        const plates = page.locator('.faces .plate').filter({ visible: true });
        const boxes = await Promise.all((await plates.all()).map((each) => each.boundingBox()));
        const texts = page.locator('.faces .label > text').filter({ visible: true });
        expect(boxes.length).to.equal(LONG_NAMES.length + 1);
        for (const [i, one] of boxes.entries()) {
          const text = await texts.nth(i).boundingBox();
          if (!one || !text) throw new Error('A label is not there.');
          expect(one.height, 'readable').to.be.at.least(14);
          expect(text.x).to.be.at.least(one.x);
          expect(text.x + text.width).to.be.at.most(one.x + one.width);
          for (const other of boxes.slice(i + 1)) {
            const isBeside = !other || one.x + one.width <= other.x || other.x + other.width <= one.x;
            expect(isBeside || one.y + one.height <= other.y || other.y + other.height <= one.y).to.equal(true);
          }
        }
      }));
  }
});
