import { pageNotFound } from '../../errors';
import type { OwnAccount } from './own-account';
import type { OwnSignIn } from './own-sign-in';

/** The account of a user who signs in with one of the app's own. @throws pageNotFound for others */
export async function requireOwnAccount(
  own: OwnSignIn | undefined,
  userId: number,
): Promise<OwnAccount & { passwordHash: string }> {
  const account = await own?.accounts.ofUser(userId);
  if (!account) throw pageNotFound();
  return account;
}
