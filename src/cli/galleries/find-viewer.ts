import type { Catalog } from '../../catalog/catalog';
import type { Config } from '../../config';
import { type Access, accessOf, isPersonal, openGalleries } from '../../gallery/access';
import { nameKey } from '../../gallery/person-name';
import { CommandError } from '../command-error';
import { EXIT } from '../exit-codes';
import { findUser, listPeople } from '../users/people';

/** Whose gallery is meant, as the options of a command say it. */
export interface Meant {
  user?: string;
  gallery?: string;
}

/** A gallery as a user sees it. */
export interface Opened extends Access {
  userId: number;
  userName: string;
}

/**
 * Finds the gallery that is meant, among those that its user may open: their personal one, if none is named.
 * @throws {CommandError} when there is no such user or gallery, or several
 */
export async function findOpened(catalog: Catalog, config: Config, { user, gallery }: Meant): Promise<Opened> {
  const { id, displayName } =
    user === undefined ? await onlyUser(catalog, config) : await findUser(catalog, config, user);
  const rows = await openGalleries(catalog, id).orderBy(isPersonal(id), 'desc').execute();
  const open = rows.map(accessOf);
  const found = gallery === undefined ? open.slice(0, 1) : open.filter((each) => isMeant(each, gallery));
  const [access, other] = found;
  if (!access || other) {
    const known = open.map((each) => `“${each.gallery.name}” (${each.gallery.handle})`).join(', ') || 'none';
    const what = other ? 'has several galleries' : 'has no gallery';
    throw new CommandError(`${displayName} ${what} called “${gallery ?? ''}”. Please give the one you mean: ${known}.`);
  }
  return { ...access, userId: id, userName: displayName };
}

const isMeant = ({ gallery }: Access, text: string) =>
  gallery.handle === text || nameKey(gallery.name) === nameKey(text.trim());

async function onlyUser(catalog: Catalog, config: Config) {
  const users = (await listPeople(catalog, config)).flatMap(({ user }) => user ?? []);
  const [user] = users;
  if (!user) throw new CommandError('Nobody has signed in yet, so there is no gallery: sign in once first.');
  if (users.length > 1)
    throw new CommandError(
      'Please say whose gallery is meant, with --user: `familiar-faces users list` shows everybody.',
      EXIT.usage,
    );
  return user;
}
