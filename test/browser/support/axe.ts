import { readFileSync } from 'node:fs';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';

const source = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const options: RunOptions = {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  rules: { 'target-size': { enabled: true } }, // off by itself, although WCAG 2.2 AA has it
  resultTypes: ['violations'],
};

/**
 * Looks at the page as it stands with axe-core: WCAG 2.2 AA, and what is good practice besides.
 * The debugger runs axe-core, so the page's policy need not let it in, and is in force.
 * @throws with every violation and where it is
 */
export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(source);
  const { violations } = (await page.evaluate(`axe.run(document, ${JSON.stringify(options)})`)) as AxeResults;
  const lines = violations.map(({ id, help, nodes }) => {
    const places = nodes.map(
      ({ html, failureSummary }) => `    ${html}\n      ${failureSummary?.replaceAll('\n', '\n      ')}`,
    );
    return `  ${id}: ${help}\n${places.join('\n')}`;
  });
  if (lines.length > 0) throw new Error(`axe-core finds on ${page.url()}:\n${lines.join('\n')}`);
}
