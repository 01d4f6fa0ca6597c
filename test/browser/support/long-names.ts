import sharp from 'sharp';
import type { StoredFace } from '../../../src/catalog/faces';
import type { TestApp } from '../../support/app';
import { signIn } from '../../support/browser';
import { addPhotosOf, galleryOf, strangersFace } from '../../support/people';
import { facelessPhoto } from '../../support/photos';
import type { AppPage } from './app-page';

/** Names that layouts break on: one long word, no space at all, right to left, many emoji, many words. */
export const LONG_NAMES = [
  'W'.repeat(100),
  'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft',
  '王'.repeat(60),
  'محمد'.repeat(20),
  '👨‍👩‍👧‍👦'.repeat(40),
  'Maria del Carmen de los Dolores y de la Concepción Inmaculada',
  'a'.repeat(100),
] as const;

const PHOTO = { width: 1600, height: 600 };

/** A face in a row of as many as there are names. */
const boxAt = (i: number) => ({ left: 60 + i * 215, top: 180, width: 130, height: 160 });

const described = ({ box, score, descriptor, network, chips }: StoredFace) => ({
  box,
  score,
  landmarks: [],
  descriptor,
  network,
  chips,
  quality: { size: 130, sharpness: 0.9, turn: 0, overall: 0.8 },
});

/** Gives a user people with long names, photos of theirs to review, and a result that names them all. @returns the pages that show them */
export async function settleLongNames(app: TestApp, as: string): Promise<readonly AppPage[]> {
  const browser = await signIn(app.url, as);
  const gallery = await galleryOf(app, as);
  const faces = LONG_NAMES.map((_, i) => strangersFace({ box: boxAt(i) }));
  let handle = '';
  for (const [i, name] of LONG_NAMES.entries()) {
    const { descriptor } = faces[i] ?? strangersFace();
    handle = (await addPhotosOf(app, gallery, name, [{ descriptor }, { descriptor, sharpness: 0 }])).handle || handle;
  }
  const jpeg = await sharp(await facelessPhoto(PHOTO.width, PHOTO.height)).toBuffer();
  const picture = { jpeg, ...PHOTO };
  const unknown = strangersFace({ box: { left: 800, top: 400, width: 100, height: 130 } });
  const { id: result } = await app.services.recognitions.add(
    { gallery, userId: gallery.ownerId },
    {
      picture,
      faces: [...faces, unknown].map(described),
    },
  );
  const stored = { ...picture, sourceHash: null, pictureHash: null };
  const file = `${'IMG'.repeat(60)}.jpg`;
  const drafts: string[] = [];
  for (const [i, shown] of [faces.slice(0, 3), faces.slice(1, 2)].entries())
    drafts.push(await app.services.drafts.add(gallery, LONG_NAMES[i] ?? '', file, stored, shown));
  await browser.open('/');
  const at = (name: string, address: string): AppPage => ({ name, as, go: (page) => page.goto(address) });
  return [
    at('people', '/'),
    at('person', `/people/${handle}`),
    at('result', `/recognition/${result}`),
    at('history', '/recognition'),
    at('drafts', '/drafts'),
    at('choose', `/drafts/${drafts[0]}`),
    at('lookalike', `/drafts/${drafts[1]}`),
    at('settings', '/settings'),
    at('my-data', '/account'),
    at('delete-account', '/account/delete'),
    at('search', `/?q=${'w'.repeat(200)}`),
    at('error', `/${'nowhere'.repeat(30)}`),
  ];
}
