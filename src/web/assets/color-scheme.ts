import { StartError } from '../../start-error';

const RULE = /[^{}]+\{[^{}]*\}/g;
const DARK = '[data-bs-theme=dark]';

/**
 * Makes Bootstrap's dark colors follow the system (`prefers-color-scheme: dark`). As published, they need an attribute
 * that only a script could set, after the page has flashed white. Its Sass sources have a switch for this
 * (`$color-mode-type: media-query`), which gives the same rules but needs a compiler.
 * @returns the style sheet with these rules added
 * @throws {StartError} when the style sheet has no dark rules, as a future one might
 */
export function followSystemScheme(bootstrap: string): string {
  const rules = (bootstrap.match(RULE) ?? []).filter((rule) => rule.includes(DARK));
  if (rules.length === 0)
    throw new StartError(
      'Bootstrap’s style sheet has no rules for its dark colors any more: see src/web/assets/color-scheme.ts.',
    );
  const ofSystem = rules.map((rule) => rule.replaceAll(DARK, ':root'));
  const own = bootstrap.replace(/\/\*# sourceMappingURL=.*\*\//, ''); // the source map isn't served
  return `${own}@media (prefers-color-scheme:dark){${ofSystem.join('')}}`;
}
