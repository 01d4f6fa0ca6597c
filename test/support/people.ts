import type { StoredFace } from '../../src/catalog/faces';
import { type Gallery, personalGallery } from '../../src/gallery/galleries';
import type { Viewer } from '../../src/gallery/viewer';
import type { TestApp } from './app';
import { MADE, strangers } from './descriptors';
import { facelessPhoto } from './photos';

/** The personal gallery of somebody who signed in under this name, as it is now. */
export async function galleryOf({ services: { catalog } }: TestApp, displayName: string): Promise<Gallery> {
  const { id } = await catalog
    .selectFrom('users')
    .select('id')
    .where('displayName', '=', displayName)
    .executeTakeFirstOrThrow();
  const gallery = await personalGallery(catalog, id);
  if (!gallery) throw new Error(`${displayName} has no gallery`);
  return gallery;
}

/** The same, as somebody who looks at what is theirs in it. */
export async function viewerOf(app: TestApp, displayName: string): Promise<Viewer> {
  const gallery = await galleryOf(app, displayName);
  return { gallery, userId: gallery.ownerId };
}

const SEED = 4;
let nextDescriptor = strangers(SEED);

/** Begins with the same strangers again, so that a test file meets the same ones whatever has run before it. */
export function forgetStrangers(): void {
  nextDescriptor = strangers(SEED);
}

/** A face with a descriptor of its own: as unlike all others as strangers are. */
export const strangersFace = (view: Partial<StoredFace> = {}): StoredFace => ({
  box: { left: 100, top: 100, width: 120, height: 120 },
  score: 1,
  sharpness: 0.9,
  turn: 0,
  quality: 0.8,
  descriptor: nextDescriptor(),
  ...MADE,
  ...view,
});

/** Adds photos of a person, one for each face, as the app does once it has described them. @returns the person's handle, and the photos' names, the oldest first */
export async function addPhotosOf(
  app: TestApp,
  gallery: Gallery,
  name: string,
  faces: ReadonlyArray<Partial<StoredFace>> = [{}],
  createdAt = Date.now(),
) {
  const jpeg = await facelessPhoto();
  const photos: string[] = [];
  let handle = '';
  for (const [i, view] of faces.entries()) {
    const picture = { jpeg, width: 640, height: 480, sourceHash: null, pictureHash: null };
    const added = await app.services.enrolment.enrolFace(gallery, {
      name,
      picture,
      face: strangersFace(view),
      createdAt: createdAt + i,
    });
    photos.push(added.imageName);
    handle = added.person.handle;
  }
  return { handle, photos };
}
