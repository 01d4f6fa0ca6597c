import { expect } from 'chai';
import type { TestApp } from './app';
import type { Page } from './browser';
import { everythingKept } from './kept';

// A stack, a path of this machine, or a JWT.
const INNARDS = /\bat .+:\d+:\d+|node_modules|\.ts\b|\beyJ[\w-]+\.eyJ/;

// A form says what is wrong with it, where it stands on its page; every other refusal is a page of its own, or JSON.
const IN_A_FORM = /role="alert" id="fault-/;

/** Expects a proper refusal: one plain sentence, the request's id, which is in the log, too, and no internals. */
export function expectRefusal({ logged }: Pick<TestApp, 'logged'>, page: Page, status: number): void {
  const requestId = expectPlainRefusal(page, status);
  const line = logged.find((each) => each['requestId'] === requestId && each['status'] === status);
  expect(line?.['msg'], `the log of ${page.url}`).to.be.oneOf([
    'request refused',
    'request failed',
    'request answered',
  ]);
}

/** Expects the same, without a look at the log. @returns the request's id */
export function expectPlainRefusal(page: Page, status: number): string {
  const { pathname } = new URL(page.url);
  expect(page.status, `${pathname}: ${sentenceOf(page)}`).to.equal(status);
  const requestId = page.headers.get('X-Request-Id') ?? '';
  expect(requestId, pathname).to.match(/^[\da-f-]{36}$/);
  expect(page.text).not.to.match(INNARDS);
  if (!IN_A_FORM.test(page.text)) expect(page.text).to.contain(requestId);
  expect(sentenceOf(page), pathname).to.match(/^(?:[^<>\n]{1,100}: )?[A-Z][^<>{}\n]{10,150}[.!?]$/);
  expect(page.headers.get('Cache-Control')).to.match(/no-store/);
  return requestId;
}

/** The sentence of a fault, from a page or JSON. */
export function sentenceOf({ headers, text }: Page): string {
  if (headers.get('Content-Type')?.startsWith('application/problem+json')) return JSON.parse(text).detail;
  if (headers.get('Content-Type')?.startsWith('application/json')) {
    const { message, error } = JSON.parse(text);
    return message ?? error.message; // CompreFace's clients read the first
  }
  return /<(?:p role="alert"|div [^>]*id="fault-)[^>]*>\s*([^<]*?)\s*</.exec(text)?.[1] ?? '';
}

/** Sends a request that has to be refused, and expects that it leaves no row and no file. @returns the answer */
export async function expectNothingLeft(app: TestApp, status: number, send: () => Promise<Page>): Promise<Page> {
  const before = await everythingKept(app);
  const page = await send();
  expectRefusal(app, page, status);
  expect(await everythingKept(app)).to.deep.equal(before);
  return page;
}
