import type { Gallery } from '../../src/gallery/galleries';
import type { TestApp } from './app';
import type { Browser, Page } from './browser';
import { unescaped } from './pages';
import { ADA_IN_SAMPLE_1, BEA, cropFace, photoForm } from './photos';

/** A face on a result's page. */
export interface FaceOnPage {
  /** The beginning of its corrections' addresses: `post(face.url + 'confirm')`. */
  url: string;
  certainty: string;
  /** What the heading says: a name, a question, or "Unknown". */
  heading: string;
  /** All of its text. */
  text: string;
  html: string;
}

const readable = (html: string) =>
  unescaped(html.replace(/<[^>]+>/g, ''))
    .replace(/\s+/g, ' ')
    .trim();

/** The faces on a result's page, from left to right. */
export function facesOn({ text: page }: Pick<Page, 'text'>): FaceOnPage[] {
  const [, list = ''] = /<ol class="face-rows"[^>]*>([\s\S]*?)<\/ol>/.exec(page) ?? [];
  return list
    .split(/(?=<li class="face-row )/)
    .slice(1)
    .map((html) => ({
      url: `${/src="(\/recognition\/[a-z0-9]+\/faces\/\d+)"/.exec(html)?.[1]}/`,
      certainty: /^<li class="face-row (\w+)"/.exec(html)?.[1] ?? '',
      heading: readable(/<h2[^>]*>([\s\S]*?)<\/h2>/.exec(html)?.[1] ?? ''),
      text: readable(html),
      html,
    }));
}

/** Recognizes who is in a photo, as a person does. @returns the result's page */
export async function recognize(browser: Browser, photo: Buffer, name = 'photo.jpg'): Promise<Page> {
  return browser.follow(await browser.post('/recognition', photoForm([[name, photo]])));
}

/** Adds Ada and Bea by a photo each: both are in sample photo 1, and Ada in sample photo 3, in the middle. @returns their handles */
export async function addAdaAndBea(
  { services }: TestApp,
  browser: Browser,
  gallery: Gallery,
): Promise<Record<'Ada' | 'Bea', string>> {
  await browser.post('/images', photoForm([['ada.jpg', await cropFace(ADA_IN_SAMPLE_1)]], { name: 'Ada' }));
  await browser.post('/images', photoForm([['bea.jpg', await cropFace(BEA)]], { name: 'Bea' }));
  const [Ada, Bea] = await Promise.all(['Ada', 'Bea'].map((name) => services.people.findNamed(gallery, name)));
  if (!Ada || !Bea) throw new Error('Ada and Bea were not added.');
  return { Ada: Ada.handle, Bea: Bea.handle };
}
