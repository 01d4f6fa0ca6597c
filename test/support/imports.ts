import { expect } from 'chai';
import { until } from './app-process';
import type { Browser, Page } from './browser';
import { photoForm } from './photos';
import { zipForm } from './zips';

/**
 * Uploads a zip, whose photos are added at once.
 * @param base what stands before the app's paths
 * @returns the path of its page
 */
export async function beginImport(browser: Browser, zip: Uint8Array, name?: string, base = ''): Promise<string> {
  const answer = await browser.post(`${base}/account/imports`, startedForm(zip, name));
  expect(answer.status).to.equal(303);
  return new URL(answer.location ?? '').pathname;
}

/** The form of a zip whose photos are added at once, without a preview. */
export function startedForm(zip: Uint8Array, name?: string): FormData {
  const form = zipForm(zip, name);
  form.append('start', 'yes');
  return form;
}

/** The page of an import, as soon as it has ended or paused. */
export async function finishedImport(browser: Browser, path: string): Promise<Page> {
  let page = await browser.get(path);
  await until(async () => {
    page = await browser.get(path);
    return page.status !== 200 || !page.text.includes('data-running');
  });
  return page;
}

/** Uploads a zip and waits for its end. */
export const importZip = async (browser: Browser, zip: Uint8Array): Promise<Page> =>
  finishedImport(browser, await beginImport(browser, zip));

/** The outcome of each file, as on the import's page: `Added Ada/1.jpg`. */
export const told = ({ text }: Page): string[] =>
  [
    ...text.matchAll(
      /<span class="file-outcome[^"]*">(?:<svg.*?<\/svg>)?\s*(.*?)<\/span>\s*<span class="file-told"><bdi class="file-name">(.*?)<\/bdi>/gs,
    ),
  ].map(([, outcome, file]) => `${outcome} ${file}`);

/** Adds photos of a person, as the form of the first page does. */
export async function addPerson(browser: Browser, name: string, ...photos: Buffer[]): Promise<void> {
  const answer = await browser.post(
    '/images',
    photoForm(
      photos.map((photo, i) => [`${name}-${i}.jpg`, photo] as const),
      { name },
    ),
  );
  expect(answer.status, /alert-danger" role="alert" id="fault[^>]*>\s*([^<]*)/.exec(answer.text)?.[1]).to.equal(303);
}
