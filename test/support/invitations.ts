import { DAY_MS } from '../../src/units';
import type { Browser } from './browser';
import { unescaped } from './pages';

/** A day from now on, as date fields send it. */
export const dayFromNow = (days: number): string => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);

/** Makes an invitation link on the members' page of a gallery. @returns its path */
export async function linkTo(
  browser: Browser,
  gallery: { handle: string },
  fields: Record<string, string> = {},
): Promise<string> {
  const form = { role: 'viewer', uses: 'one', end: dayFromNow(7), ...fields };
  const { text } = await browser.post(`/g/${gallery.handle}/members/actions/link`, form);
  const link = /data-copying="text">([^<]+)</.exec(text)?.[1];
  if (link === undefined) throw new Error(`There is no link on the page: ${text}`);
  return new URL(unescaped(link)).pathname;
}
