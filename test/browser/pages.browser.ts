import { expect } from 'chai';
import type { Page } from 'playwright-core';
import type { AppPage } from './support/app-page';
import { expectAccessible } from './support/axe';
import { DEVICES, LOOKS, nameOf } from './support/looks';
import { APPS } from './support/pages';
import { Stage, type Visit } from './support/stage';
import { faultsOfTabOrder } from './support/tab-order';

const SHIFTS = `new Promise((resolve) => {
  let sum = 0;
  new PerformanceObserver((list) => { for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) sum += value; })
    .observe({ type: 'layout-shift', buffered: true });
  requestAnimationFrame(() => setTimeout(() => resolve(sum)));
})`;

for (const { name: which, env, settle } of APPS)
  describe(which, () => {
    const stage = Stage.setUp(env);
    let pages: readonly AppPage[];
    before(async function () {
      this.timeout(180_000);
      pages = await settle(stage.app);
    });

    /** Opens and checks each page. @throws what is wrong with any of them, together */
    const onEachPage = async (visit: Visit, check: (page: Page, isAnotherState: boolean) => Promise<void>) => {
      const faults: string[] = [];
      for (const as of new Set(pages.map((each) => each.as))) {
        await stage.visit({ ...visit, expects: [/status of 404/], ...(as && { as }) }, async (page) => {
          for (const { name, go, isAnotherState = false } of pages.filter((each) => each.as === as)) {
            await go(page);
            await check(page, isAnotherState).catch((error: Error) => faults.push(`${name}: ${error.message}`));
          }
        });
      }
      expect(faults.join('\n')).to.equal('');
    };

    // The visit fails on any violation of the policy.
    it('abuse 65: has nothing that its policy forbids', () =>
      onEachPage({}, async (page) => {
        await page.waitForLoadState('networkidle');
        const policy = (await page.request.get(page.url())).headers()['content-security-policy'];
        if (page.url().startsWith(stage.app.url))
          expect(policy).to.include("default-src 'none'").and.not.include('unsafe');
      })).timeout(180_000);

    it('names in its head every script that it loads before it is live', () =>
      onEachPage({}, async (page) => {
        if (!page.url().startsWith(stage.app.url)) return;
        await page.waitForLoadState('networkidle');
        const named = await page
          .locator('head link[rel="modulepreload"], head script')
          .evaluateAll((all) => all.map((each) => each.href || each.src));
        // A module's imports are in the list of resources, named in the head or not. What is needed later comes after the page (core/later.js).
        const loaded = await page.evaluate(`(() => {
        const [{ loadEventStart }] = performance.getEntriesByType('navigation');
        const early = performance.getEntriesByType('resource').filter(({ startTime }) => startTime < loadEventStart);
        return early.map(({ name }) => name).filter((name) => name.endsWith('.js'));
      })()`);
        expect(named).to.include.members([...new Set(loaded as string[])]);
      })).timeout(180_000);

    for (const look of LOOKS) {
      it(`is accessible ${nameOf(look)}`, () => onEachPage(look, expectAccessible)).timeout(180_000);
    }

    for (const width of [320, 1920]) {
      it(`fits ${width} pixels`, () =>
        onEachPage({ viewport: { width, height: 800 } }, async (page) => {
          expect(await page.evaluate('document.documentElement.scrollWidth')).to.equal(width);
        })).timeout(180_000);
    }

    for (const device of DEVICES) {
      it(`shifts nothing while it loads, on a ${device.name}`, () =>
        onEachPage({ device }, async (page, isAnotherState) => {
          if (isAnotherState) return; // what somebody asked for moves the rest
          await page.waitForLoadState('networkidle');
          expect(await page.evaluate(SHIFTS), 'layout shift').to.be.below(0.01);
        })).timeout(180_000);
    }

    for (const width of [1280, 360]) {
      it(`leads Tab to each control, in the order in which it is seen, with a visible focus, at ${width} pixels`, () =>
        onEachPage({ viewport: { width, height: 800 } }, async (page) => {
          expect((await faultsOfTabOrder(page)).join(', ')).to.equal('');
        })).timeout(180_000);
    }

    it('fits a narrow phone without scripts', () =>
      onEachPage({ javaScript: false, viewport: { width: 360, height: 740 } }, async (page) => {
        expect(await page.locator('h1').count()).to.equal(1);
        expect(await page.evaluate('document.documentElement.scrollWidth')).to.equal(360);
      })).timeout(180_000);

    it('has one heading of the first level, a title of its own, and a way to its content', async () => {
      const titles = new Set<string>();
      await onEachPage({}, async (page, isAnotherState) => {
        titles.add(await page.title());
        expect(await page.locator('h1').count()).to.equal(1);
        if (!isAnotherState && (await page.getByRole('link', { name: 'FamiliarFaces' }).count())) {
          await page.keyboard.press('Tab');
          expect(await page.locator(':focus').innerText()).to.equal('Skip to content');
        }
      });
      expect(titles.size).to.be.at.least(pages.filter(({ isAnotherState }) => !isAnotherState).length);
    }).timeout(180_000);
  });
