import type { Browser } from './browser';
import { captures, elementAt } from './elements';

/** The people on a user's dashboard: names as in the page's HTML, and the addresses of their pages. */
export async function peopleOf(browser: Browser): Promise<Array<{ url: string; name: string }>> {
  const { text } = await browser.open('/');
  return [...text.matchAll(/href="(\/people\/[a-z0-9]+)"[\s\S]*?<span class="person-name"[^>]*>([^<]*)</g)].map(
    (match) => ({ url: elementAt(match, 1), name: elementAt(match, 2) }),
  );
}

/** The addresses of a user's photos: person by person, newest first. */
export async function photosOf(browser: Browser): Promise<string[]> {
  const photos: string[] = [];
  for (const { url } of await peopleOf(browser)) {
    const { text } = await browser.open(url);
    photos.push(...new Set(captures(text, /href="(\/images\/[^"?]+)"/g)));
  }
  return photos;
}

/** Deletes all photos of a user, and so all people. */
export async function removeAllPhotos(browser: Browser): Promise<void> {
  for (const url of await photosOf(browser)) await browser.post(url.replace('/images/', '/images/actions/delete/'));
}
