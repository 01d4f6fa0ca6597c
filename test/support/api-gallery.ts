import { type ApiClient, apiClient } from './api';
import type { TestApp } from './app';
import { signIn } from './browser';
import { ADA_IN_SAMPLE_3, BEA, cropFace, photoForm } from './photos';

/** Signs a user in and gives them Ada and Bea, each by one photo. @returns a key with all scopes */
export async function settleApi(app: TestApp, user: string): Promise<ApiClient> {
  const browser = await signIn(app.url, user);
  await browser.post('/images', photoForm([['ada.jpg', await cropFace(ADA_IN_SAMPLE_3)]], { name: 'Ada' }));
  await browser.post('/images', photoForm([['bea.jpg', await cropFace(BEA)]], { name: 'Bea' }));
  return apiClient(app, user);
}

/** Finds the id of somebody in a user's gallery. */
export async function personOf({ services: { catalog } }: TestApp, user: string, name: string): Promise<string> {
  const { handle } = await catalog
    .selectFrom('people')
    .innerJoin('galleries', 'galleries.id', 'people.galleryId')
    .innerJoin('users', 'users.id', 'galleries.ownerId')
    .select('people.handle')
    .where('displayName', '=', user)
    .where('people.name', '=', name)
    .executeTakeFirstOrThrow();
  return handle;
}

/** A form with one photo. */
export const formOf = (...photos: Uint8Array[]): FormData =>
  photoForm(photos.map((bytes, i) => [`photo-${i + 1}.jpg`, bytes]));
