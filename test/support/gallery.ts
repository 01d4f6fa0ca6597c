import type { Browser } from './browser';
import { captures, elementAt } from './elements';

/** The people on somebody's dashboard: names as they stand in the page, and the addresses of their pages. */
export async function peopleOf(browser: Browser): Promise<Array<{ url: string; name: string }>> {
  const { text } = await browser.open('/');
  return [...text.matchAll(/href="(\/people\/[a-z0-9]+)"[\s\S]*?<span class="person-name"[^>]*>([^<]*)</g)].map(
    (match) => ({ url: elementAt(match, 1), name: elementAt(match, 2) }),
  );
}

/** The addresses of somebody's photos: person by person, newest first. */
export async function photosOf(browser: Browser): Promise<string[]> {
  const photos: string[] = [];
  for (const { url } of await peopleOf(browser)) {
    const { text } = await browser.open(url);
    photos.push(...new Set(captures(text, /href="(\/images\/[^"?]+)"/g)));
  }
  return photos;
}

/** Deletes all that somebody has added. */
export async function removeAllPhotos(browser: Browser): Promise<void> {
  for (const url of await photosOf(browser)) await browser.post(url.replace('/images/', '/images/actions/delete/'));
}
