import { type Gallery, insertGallery, personalGallery } from '../../src/gallery/galleries';
import { giveRole, type Role } from '../../src/gallery/memberships';
import type { TestApp } from './app';

/** The id of somebody who has signed in before, by the name that the local provider knows. */
export async function userId({ services }: TestApp, name: string): Promise<number> {
  const { id } = await services.catalog
    .selectFrom('users')
    .select('id')
    .where('displayName', '=', name)
    .executeTakeFirstOrThrow();
  return id;
}

/** Finds somebody's personal gallery. */
export async function personalGalleryOf(app: TestApp, name: string): Promise<Gallery> {
  const gallery = await personalGallery(app.services.catalog, await userId(app, name));
  if (!gallery) throw new Error(`${name} has no gallery.`);
  return gallery;
}

/** Makes a gallery of somebody's, with members. */
export async function makeGallery(
  app: TestApp,
  owner: string,
  name: string,
  members: Readonly<Record<string, Role>> = {},
): Promise<Gallery> {
  const { network } = await personalGalleryOf(app, owner);
  const ownerId = await userId(app, owner);
  const gallery = await app.services.catalog
    .transaction()
    .execute((trx) => insertGallery(trx, { name, ownerId, personalOf: null, network }));
  for (const [member, role] of Object.entries(members)) await setRole(app, gallery, member, role);
  return gallery;
}

/** Gives somebody a role in a gallery, or takes it away, as the pages for members do. */
export async function setRole(
  app: TestApp,
  gallery: Pick<Gallery, 'id'>,
  member: string,
  role: Role | null,
): Promise<void> {
  const { catalog } = app.services;
  const id = await userId(app, member);
  await catalog.transaction().execute(async (trx) => {
    if (role) await giveRole(trx, { galleryId: gallery.id, userId: id, role });
    else await trx.deleteFrom('memberships').where('galleryId', '=', gallery.id).where('userId', '=', id).execute();
  });
}

/** Puts people into a group of the provider's, as their sign-in does. */
export async function putInGroup(app: TestApp, groupName: string, ...names: readonly string[]): Promise<void> {
  for (const name of names)
    await app.services.catalog
      .insertInto('userGroups')
      .values({ userId: await userId(app, name), groupName })
      .execute();
}
