import type { Browser, Page } from './browser';
import { captures } from './elements';
import { unescaped } from './pages';

/** Every page, picture, script and style sheet that links lead to, from the dashboard on; forms are not sent. */
export async function crawl(browser: Browser, limit = 300, start = '/'): Promise<Page[]> {
  const queue = [start];
  const known = new Set(queue);
  const pages: Page[] = [];
  for (let address = queue.shift(); address !== undefined && pages.length < limit; address = queue.shift()) {
    const page = await browser.get(address);
    pages.push(page);
    const html = page.headers.get('Content-Type')?.startsWith('text/html') ? page.text : '';
    const linked = captures(html, /\b(?:href|src)="([^"#]+)/g).map(unescaped);
    for (const link of [...linked, ...(page.location ? [page.location] : [])]) {
      const { origin, pathname, search } = new URL(link, page.url);
      if (origin !== new URL(browser.appUrl).origin || known.has(pathname + search)) continue;
      known.add(pathname + search);
      queue.push(pathname + search);
    }
  }
  return pages;
}
