import { actAs } from '../../events/actor';
import type { Context, Next } from '../context';

/** Says who does what the request does, for the audit. */
export function nameActor({ state: { user, key }, ip }: Context, next: Next): Promise<void> {
  const by = key ? { handle: key.handle, name: key.name } : null;
  return actAs({ userId: user?.id ?? null, key: by, address: ip || null }, next);
}
