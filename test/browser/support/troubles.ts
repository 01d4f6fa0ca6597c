import type { BrowserContext, Page } from 'playwright-core';

const TELL_VIOLATIONS = `document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sourceFile, lineNumber }) =>
  console.error('CSP violation of ' + effectiveDirective + ': ' + blockedURI + ' at ' + sourceFile + ':' + lineNumber));`;

/**
 * Notes whatever a person's console would show while the pages of a context are used, and what they ask of other hosts.
 * @param origins those that the pages may ask: the app's and the local provider's
 * @returns the list, which grows
 */
export async function watchTroubles(context: BrowserContext, origins: readonly string[]): Promise<readonly string[]> {
  const troubles: string[] = [];
  await context.addInitScript(TELL_VIOLATIONS);
  context.on('page', (page) => listen(page, origins, (what) => troubles.push(`${what} (on ${page.url()})`)));
  return troubles;
}

function listen(page: Page, origins: readonly string[], note: (what: string) => void): void {
  page.on(
    'console',
    (message) => ['error', 'warning'].includes(message.type()) && note(`console ${message.type()}: ${message.text()}`),
  );
  page.on('pageerror', (error) => note(`uncaught: ${error.stack ?? error}`));
  page.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText;
    // A request that was still running when its page was left.
    if (reason !== 'net::ERR_ABORTED') note(`failed request: ${request.method()} ${request.url()} ${reason}`);
  });
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol.startsWith('http') && !origins.includes(origin)) note(`request to another host: ${request.url()}`);
  });
}
