import type { Kysely } from 'kysely';
import type { Catalog } from '../../catalog/catalog';
import type { Tables } from '../../catalog/tables';
import { passkeyRefused, tooManyPasskeys } from '../../errors';
import { isLoopback } from '../../loopback';
import { randomId } from '../../storage/names';
import { Challenges } from './challenges';
import type { OwnAccount, OwnAccounts } from './own-accounts';

type WebAuthn = typeof import('@simplewebauthn/server');
type Registration = Parameters<WebAuthn['verifyRegistrationResponse']>[0]['response'];
type Authentication = Parameters<WebAuthn['verifyAuthenticationResponse']>[0]['response'];

const MAX_PASSKEYS = 20;
/** In UTF-16 code units. A real answer has a few thousand. */
const MAX_ANSWER_LENGTH = 50_000;

/** A passkey, as its owner sees it. */
export interface Passkey {
  handle: string;
  name: string;
  createdAt: number;
  lastUsedAt: number | null;
}

/** Loaded with the first passkey: most of it reads the certificates of devices, which nobody asks for here. */
const webAuthn = (): WebAuthn => require('@simplewebauthn/server') as WebAuthn;

/** Public keys with which people sign in instead of with a password (https://www.w3.org/TR/webauthn-3/). */
export class Passkeys {
  private readonly challenges = new Challenges();
  private readonly origin: string;
  /** The host that the keys belong to. */
  private readonly host: string;

  constructor(
    private readonly catalog: Catalog,
    private readonly accounts: OwnAccounts,
    publicUrl: string,
  ) {
    const { origin, hostname } = new URL(publicUrl);
    this.origin = origin;
    this.host = hostname;
  }

  /** Whether browsers have passkeys for the app's address: by https with a name, or on this computer. */
  get arePossible(): boolean {
    const isNumber = /^\[|^[\d.]+$/.test(this.host);
    return !isNumber && (this.origin.startsWith('https:') || isLoopback(this.host));
  }

  /** What a browser needs to make a passkey, as JSON. */
  async optionsToAdd(account: OwnAccount): Promise<string> {
    const known = await this.rowsOf(account.id).execute();
    const options = await webAuthn().generateRegistrationOptions({
      rpName: 'FamiliarFaces',
      rpID: this.host,
      userID: new TextEncoder().encode(account.subject),
      userName: account.name,
      userDisplayName: account.displayName,
      attestationType: 'none',
      excludeCredentials: known.map(({ credentialId }) => ({ id: credentialId })),
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    });
    this.challenges.note(options.challenge, account.subject);
    return JSON.stringify(options);
  }

  /**
   * Adds a passkey.
   * @param answer the browser's, as JSON
   * @throws passkeyRefused, tooManyPasskeys
   */
  async add(account: OwnAccount, answer: string | undefined, name: string): Promise<void> {
    if ((await this.list(account.id)).length >= MAX_PASSKEYS) throw tooManyPasskeys(MAX_PASSKEYS);
    const response = parse<Registration>(answer);
    const { registrationInfo } = await webAuthn()
      .verifyRegistrationResponse({
        response,
        expectedChallenge: (challenge) => this.challenges.take(challenge, account.subject),
        expectedOrigin: this.origin,
        expectedRPID: this.host,
        requireUserVerification: true,
      })
      .catch(refused);
    if (!registrationInfo) throw passkeyRefused();
    const { id, publicKey, counter } = registrationInfo.credential;
    const added = await this.catalog
      .insertInto('passkeys')
      .values({
        ...{ handle: randomId(), accountId: account.id, credentialId: id, publicKey, counter },
        ...{ name, createdAt: Date.now(), lastUsedAt: null },
      })
      .onConflict((conflict) => conflict.column('credentialId').doNothing())
      .executeTakeFirst();
    if (added.numInsertedOrUpdatedRows === 0n) throw passkeyRefused();
  }

  /** What a browser needs to sign in, as JSON. @param uid of the sign-in */
  async optionsToSignIn(uid: string): Promise<string> {
    const options = await webAuthn().generateAuthenticationOptions({ rpID: this.host, userVerification: 'required' });
    this.challenges.note(options.challenge, uid);
    return JSON.stringify(options);
  }

  /** Finds the account of a passkey. @param uid of the sign-in @param answer the browser's, as JSON @throws passkeyRefused */
  async find(uid: string, answer: string | undefined): Promise<OwnAccount> {
    const response = parse<Authentication>(answer);
    const row = await this.catalog
      .selectFrom('passkeys')
      .selectAll()
      .where('credentialId', '=', String(response.id))
      .executeTakeFirst();
    const { id = 0, credentialId = '', counter = 0 } = row ?? {};
    const publicKey = new Uint8Array(row?.publicKey ?? []);
    const { verified, authenticationInfo } = await webAuthn()
      .verifyAuthenticationResponse({
        response,
        expectedChallenge: (challenge) => this.challenges.take(challenge, uid),
        expectedOrigin: this.origin,
        expectedRPID: this.host,
        requireUserVerification: true,
        credential: { id: credentialId, publicKey, counter },
      })
      .catch(refused);
    const account = verified && row ? await this.accounts.findById(row.accountId) : undefined;
    if (!account) throw passkeyRefused();
    const used = { counter: authenticationInfo.newCounter, lastUsedAt: Date.now() };
    await this.catalog.updateTable('passkeys').set(used).where('id', '=', id).execute();
    return account;
  }

  /** The passkeys of an account, the oldest first. */
  async list(accountId: number): Promise<Passkey[]> {
    return this.rowsOf(accountId).execute();
  }

  /** Removes a passkey of an account. @returns whether there was one */
  async remove(accountId: number, handle: string): Promise<boolean> {
    const own = this.catalog.deleteFrom('passkeys').where('accountId', '=', accountId).where('handle', '=', handle);
    return (await own.executeTakeFirst()).numDeletedRows > 0n;
  }

  /** Removes all passkeys of an account. */
  async removeAll(trx: Kysely<Tables>, accountId: number): Promise<void> {
    await trx.deleteFrom('passkeys').where('accountId', '=', accountId).execute();
  }

  private rowsOf(accountId: number) {
    return this.catalog
      .selectFrom('passkeys')
      .select(['handle', 'name', 'createdAt', 'lastUsedAt', 'credentialId'])
      .where('accountId', '=', accountId)
      .orderBy('id');
  }
}

function refused(cause: unknown): never {
  throw passkeyRefused(cause);
}

/** Reads an answer, of which the library looks at every part. @throws passkeyRefused */
function parse<Answer>(text = ''): Answer {
  if (text.length > MAX_ANSWER_LENGTH) throw passkeyRefused();
  try {
    const answer: unknown = JSON.parse(text);
    if (typeof answer === 'object' && answer !== null) return answer as Answer;
  } catch (error) {
    refused(error);
  }
  throw passkeyRefused();
}
