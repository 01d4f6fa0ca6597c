import { expect } from 'chai';
import sharp from 'sharp';
import type { TestApp } from '../app';
import type { Browser } from '../browser';
import { makeGallery, putInGroup, setRole } from '../members';
import { ADA_IN_SAMPLE_1, BEA, cropFace, photoForm, samplePhoto } from '../photos';
import { zipForm, zipOf } from '../zips';
import { firstModel, type Model, PEOPLE, type Person, type Real } from './model';
import { setInGroup } from './roles';

/** The name of whoever is in the photo. */
export const SECRET = 'Bea of the club';

/** Large enough for a face to be found, and soon decoded. */
const [FACE_WIDTH, PARTY_WIDTH] = [160, 640];

const resized = (photo: Buffer, width: number): Promise<Buffer> => sharp(photo).resize({ width }).jpeg().toBuffer();

/** Makes a gallery of Olga's, who is in the group: with a photo, a draft, and a zip that waits to be imported. */
export async function makeClub(app: TestApp, olga: Browser, browsers: Record<Person, Browser>): Promise<Real> {
  const { catalog } = app.services;
  const club = await makeGallery(app, 'Olga', 'Club');
  const base = `/g/${club.handle}`;
  const bea = await resized(await cropFace(BEA), FACE_WIDTH);
  await olga.post(`${base}/images`, photoForm([['bea.jpg', bea]], { name: SECRET }));
  const { handle: person } = await catalog.selectFrom('people').select('handle').executeTakeFirstOrThrow();
  const { imageName } = await catalog.selectFrom('photos').select('imageName').executeTakeFirstOrThrow();
  const { bytes: photo } = await olga.get(`${base}/images/${imageName}`);
  expect(photo.length).to.be.above(1000);
  await putInGroup(app, 'crew', 'Olga');
  const draft = await addDraft(app, olga, base);
  const upload = await resized(await cropFace(ADA_IN_SAMPLE_1), FACE_WIDTH);
  const zip = zipOf([{ name: 'Ada/1.jpg', bytes: upload }]);
  const waiting = await olga.post(`${base}/account/imports`, zipForm(zip));
  const imported = new URL(waiting.location ?? '', app.url).pathname.slice(base.length);
  const pages = [
    ['/', 'viewer'],
    [`/people/${person}`, 'viewer'],
    [`/images/${imageName}`, 'viewer'],
    [`/images/${imageName}?size=thumbnail`, 'viewer'],
    ['/members', 'viewer'],
    ['/drafts', 'editor'],
    [`/drafts/${draft}`, 'editor'],
    [`/drafts/${draft}/photo`, 'editor'],
    [`/drafts/${draft}/faces/1`, 'editor'],
    [imported, 'editor'],
    ['/audit', 'owner'],
    ['/account/export', 'owner'],
  ] as const;
  return { app, club, browsers, olga, keys: {}, links: [], pages, photo, person, draft, upload, zip, kept: [] };
}

async function addDraft({ services }: TestApp, olga: Browser, base: string): Promise<string> {
  const party = await resized(samplePhoto(2), PARTY_WIDTH);
  await olga.post(`${base}/images`, photoForm([['party.jpg', party]], { name: SECRET }));
  return (await services.catalog.selectFrom('drafts').select('id').executeTakeFirstOrThrow()).id;
}

/** Brings a club back to how it was made. */
export async function startAnew(real: Real): Promise<{ model: Model; real: Real }> {
  const { app, club } = real;
  const { catalog } = app.services;
  for (const table of ['galleryGroups', 'invitations', 'apiKeys', 'recognitions', 'leftGalleries'] as const)
    await catalog.deleteFrom(table).execute();
  await setRole(app, club, 'Olga', 'owner');
  const model = firstModel();
  for (const who of PEOPLE) {
    await setRole(app, club, who, null);
    await setInGroup(who, false).run(model, real);
  }
  return { model, real: { ...real, keys: {}, links: [], kept: [] } };
}
