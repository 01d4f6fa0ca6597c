import { expect } from 'chai';
import { rejection } from '../support/rejection';
import { expectAccessible } from './support/axe';
import { Stage } from './support/stage';

describe('a test in the browser fails', () => {
  const stage = Stage.setUp();

  const complaintOf = async (script: string) => {
    const visit = stage.visit({ as: 'Grace' }, async (page) => {
      await page.evaluate(script);
      await page.evaluate('new Promise((resolve) => setTimeout(resolve))'); // for faults that are reported later
    });
    return (await rejection(visit)).message;
  };

  for (const [what, script, complaint] of [
    ['the console shows an error', 'console.error("oh")', 'console error: oh'],
    ['the console shows a warning', 'console.warn("hm")', 'console warning: hm'],
    ['a script throws', 'setTimeout(() => { throw new Error("ouch"); })', 'ouch'],
    [
      'the policy forbids something',
      'document.body.setAttribute("style", "color: red")',
      'CSP violation of style-src-attr',
    ],
    [
      'a part of the page is not there',
      'new Promise((then) => { const i = new Image(); i.onerror = then; i.src = "/gone"; })',
      'status of 404',
    ],
  ] as const) {
    it(`when ${what}`, async () => {
      expect(await complaintOf(script)).to.include(complaint);
    });
  }

  it('when the page asks another host', async () => {
    const visit = stage.visit({ as: 'Grace', expects: [/failed request/] }, async (page) => {
      await page.goto('http://127.0.0.1:1/').catch(() => {});
    });
    expect((await rejection(visit)).message).to.include('request to another host: http://127.0.0.1:1/');
  });

  it('unless the test expects it', async () => {
    await stage.visit({ as: 'Grace', expects: [/oh/] }, async (page) => {
      await page.evaluate('console.error("oh")');
    });
  });

  for (const [what, html, rule] of [
    ['has no name', '<button></button>', 'button-name'],
    ['can hardly be read', '<p class="text-warning">Hello</p>', 'color-contrast'],
    [
      'can hardly be hit',
      '<div class="d-flex"><input type="checkbox" aria-label="a"><input type="checkbox" aria-label="b"></div>',
      'target-size',
    ],
  ] as const) {
    it(`when something ${what}`, async () => {
      const visit = stage.visit({ as: 'Grace' }, async (page) => {
        await page.evaluate(`document.querySelector('main').innerHTML = ${JSON.stringify(html)}`);
        await expectAccessible(page);
      });
      expect((await rejection(visit)).message).to.include(rule);
    });
  }
});
