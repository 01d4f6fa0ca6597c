import { expect } from 'chai';
import type { TestApp } from './app';
import type { Page } from './browser';

// A stack, a path of this machine, or a JWT.
const INNARDS = /\bat .+:\d+:\d+|node_modules|\.ts\b|eyJ/;

/** An answer that refuses as every one should: one plain sentence, the request's id, which leads to a line of the log, and nothing of the inside. */
export function expectRefusal({ logged }: Pick<TestApp, 'logged'>, page: Page, status: number): void {
  const { pathname } = new URL(page.url);
  expect(page.status, `${pathname}: ${page.text}`).to.equal(status);
  const requestId = page.headers.get('X-Request-Id') ?? '';
  expect(requestId, pathname).to.match(/^[\da-f-]{36}$/);
  expect(page.text).to.contain(requestId).and.not.match(INNARDS);
  expect(sentenceOf(page), pathname).to.match(/^[A-Z][^<>{}\n]{10,150}[.!?]$/);
  expect(page.headers.get('Cache-Control')).to.equal('no-store');
  const line = logged.find((each) => each['requestId'] === requestId && each['status'] === status);
  expect(line?.['msg'], `the log of ${pathname}`).to.be.oneOf(['refused', 'failed', 'answered']);
}

/** What a page or JSON says about what went wrong. */
export function sentenceOf({ headers, text }: Page): string {
  if (headers.get('Content-Type')?.startsWith('application/json')) return JSON.parse(text).error.message;
  return /<p role="alert"[^>]*>([^<]*)<\/p>/.exec(text)?.[1] ?? '';
}
