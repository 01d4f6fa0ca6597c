import { requireScopes } from '../../auth/keys/identify-key';
import type { Whose } from '../../enrolment/face-entry';
import type { Gallery } from '../../gallery/galleries';
import type { Context } from '../../web/context';
import type { ApiNeeds } from '../services';

/**
 * Finds out who is meant. A new name adds a person, so the key must be allowed to.
 * @param person their id @param name theirs, or that of somebody new
 * @returns the name, and who that is
 * @throws personNotFound, scopeMissing
 */
export async function whoIs(
  { people }: Pick<ApiNeeds, 'people'>,
  ctx: Context,
  gallery: Gallery,
  { person, name = '' }: { person?: string | undefined; name?: string | undefined },
): Promise<{ name: string; whose: Whose }> {
  const known = person === undefined ? await people.findNamed(gallery, name) : await people.find(gallery, person);
  if (known) return { name: known.name, whose: { personId: known.id } };
  const mayAdd = () => requireScopes(ctx, 'people:write');
  mayAdd();
  return { name, whose: { mayAdd } };
}

/** To be called before a person is deleted with their last photo. @throws scopeMissing */
export const mayRemovePerson = (ctx: Context) => (): void => requireScopes(ctx, 'people:write');
