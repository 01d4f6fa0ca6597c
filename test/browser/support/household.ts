import { buffer } from 'node:stream/consumers';
import sharp from 'sharp';
import { ZipFile } from 'yazl';
import type { TestApp } from '../../support/app';
import { until } from '../../support/app-process';
import { type Browser, signIn } from '../../support/browser';
import { elementAt } from '../../support/elements';
import { ADA_IN_SAMPLE_3, cropFace, photoForm, samplePhoto } from '../../support/photos';

export const OWNER = 'Grace Hopper';
/** Names for the sample photos' faces from left to right; the woman of sample 3 is in sample 1, too. */
const NAMES: Readonly<Record<number, readonly string[]>> = {
  1: ['Bea Costa', 'Cleo Diaz', 'Ada Evans'],
  2: ['Dora Fischer', 'Eve Gupta', 'Fay Adler'],
  4: ['Hana Sato', 'Ida Baker', 'Joan Adams', 'Kate Brown'],
  5: ['Lena Novak', 'Mia Rossi', 'Nora Lind', 'Olga Petrova', 'Pia Weber'],
};
const MARGIN = 0.35;

/** The result's address. */
async function recognize(browser: Browser, sample: number): Promise<string> {
  const { location } = await browser.post('/recognition', photoForm([['party.jpg', samplePhoto(sample)]]));
  if (!location) throw new Error(`Sample ${sample} was not recognized.`);
  return new URL(location).pathname;
}

/** The faces that the app has found in a result's photo, each cut out with a margin, from left to right. */
async function facesOf({ services: { catalog } }: TestApp, result: string, sample: number): Promise<Buffer[]> {
  const id = result.split('/').at(-1) ?? '';
  const { width } = await catalog
    .selectFrom('recognitions')
    .select('width')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  const faces = await catalog
    .selectFrom('recognizedFaces')
    .select(['left', 'top', 'width', 'height'])
    .where('recognitionId', '=', id)
    .orderBy('left')
    .execute();
  const photo = await sharp(samplePhoto(sample)).rotate().toBuffer({ resolveWithObject: true });
  const scale = photo.info.width / width;
  return Promise.all(
    faces.map((face) => {
      const side = Math.max(face.width, face.height) * scale * (1 + 2 * MARGIN);
      const [x, y] = [(face.left + face.width / 2) * scale - side / 2, (face.top + face.height / 2) * scale - side / 2];
      const [left, top] = [Math.max(0, Math.round(x)), Math.max(0, Math.round(y))];
      const size = Math.round(Math.min(side, photo.info.width - left, photo.info.height - top));
      return sharp(photo.data).extract({ left, top, width: size, height: size }).jpeg({ quality: 95 }).toBuffer();
    }),
  );
}

async function zipOf(files: Readonly<Record<string, Buffer>>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, bytes] of Object.entries(files)) zip.addBuffer(bytes, name);
  zip.end();
  return buffer(zip.outputStream);
}

export interface Household {
  /** The address of a result with a sure face and unknown ones. */
  result: string;
  /** The address of an import that is done. */
  imported: string;
  /** The address of a webhook. */
  webhook: string;
}

/** Gives the owner something on every page, as a person would: 17 people, a draft, results, an import. */
export async function settle(app: TestApp): Promise<Household> {
  const browser = await signIn(app.url, OWNER);
  for (const [sample, names] of Object.entries(NAMES)) {
    const faces = await facesOf(app, await recognize(browser, Number(sample)), Number(sample));
    for (const [i, name] of names.entries())
      await browser.post('/images', photoForm([[`${name}.jpg`, elementAt(faces, i)]], { name }));
  }
  await browser.post('/images', photoForm([['outside.jpg', await cropFace(ADA_IN_SAMPLE_3)]], { name: 'Ada Evans' }));
  await browser.post('/images', photoForm([['garden party.jpg', samplePhoto(2)]], { name: 'Ruth Stein' }));
  const imported = await importFriends(app, browser);
  const result = await recognize(browser, 3);
  const webhook = await addWebhook(browser);
  await browser.open('/'); // shows the notices, which then are gone
  return { result, imported, webhook };
}

/** Adds a webhook, and sends it a test, which nothing receives. */
async function addWebhook(browser: Browser): Promise<string> {
  const url = 'https://hooks.example.org/hallway';
  await browser.post('/webhooks', { name: 'Hallway light', url, 'person-seen': 'yes' });
  const [, webhook = ''] = /href="(\/webhooks\/[a-z0-9]+)"/.exec((await browser.get('/webhooks')).text) ?? [];
  await browser.post(`${webhook}/test`);
  return webhook;
}

async function importFriends(app: TestApp, browser: Browser): Promise<string> {
  const faces = await facesOf(app, await recognize(browser, 6), 6);
  const zip = await zipOf({
    'Uma Patel/on the stairs.jpg': elementAt(faces, 2),
    'Vera Klein/summer.jpg': elementAt(faces, 3),
    'Vera Klein/notes.jpg': Buffer.from('no picture'),
  });
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(zip)]), 'friends.zip');
  form.append('start', 'yes');
  const { location = '' } = await browser.post('/account/imports', form);
  await until(async () => !(await browser.open(location)).text.includes('Adding photos…'));
  return new URL(location).pathname;
}
