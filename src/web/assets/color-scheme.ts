import { StartError } from '../../start-error';

const RULE = /[^{}]+\{[^{}]*\}/g;
const DARK = '[data-bs-theme=dark]';

/**
 * Bootstrap's style sheet with its dark colors under `prefers-color-scheme: dark`. As it comes, they wait for an attribute that
 * only a script could set by the system's setting, after the page has been seen in white; its Sass sources can be built
 * the other way (`$color-mode-type: media-query`), which says the same as this and needs a compiler.
 * @throws {StartError} when the style sheet has no dark rules, as a future one might
 */
export function followSystemScheme(bootstrap: string): string {
  const rules = (bootstrap.match(RULE) ?? []).filter((rule) => rule.includes(DARK));
  if (rules.length === 0)
    throw new StartError(
      'Bootstrap’s style sheet has no rules for its dark colors any more: see src/web/assets/color-scheme.ts.',
    );
  const ofSystem = rules.map((rule) => rule.replaceAll(DARK, ':root'));
  const own = bootstrap.replace(/\/\*# sourceMappingURL=.*\*\//, ''); // the map is not served
  return `${own}@media (prefers-color-scheme:dark){${ofSystem.join('')}}`;
}
