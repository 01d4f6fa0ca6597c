import { passkeyRefused } from '../../errors';
import { isLoopback } from '../../loopback';
import type { Challenges } from './challenges';
import type { OwnAccount } from './own-account';

type WebAuthn = typeof import('@simplewebauthn/server');
type Registration = Parameters<WebAuthn['verifyRegistrationResponse']>[0]['response'];
type Authentication = Parameters<WebAuthn['verifyAuthenticationResponse']>[0]['response'];

/** The public key of a passkey, with what tells a copy of it: the counter of its uses. */
export type Credential = Parameters<WebAuthn['verifyAuthenticationResponse']>[0]['credential'];

/** In UTF-16 code units. A real answer has a few thousand. */
const MAX_ANSWER_LENGTH = 50_000;

/** What an answer is checked against whose passkey isn't known: its challenge counts as used all the same. */
const UNKNOWN: Credential = { id: '', publicKey: new Uint8Array(), counter: 0 };

/** Loaded with the first passkey: most of it reads the certificates of devices, which nobody asks for here. */
const webAuthn = (): WebAuthn => require('@simplewebauthn/server') as WebAuthn;

/** What the app asks browsers about passkeys, and how it checks their answers (https://www.w3.org/TR/webauthn-3/#relying-party). */
export class RelyingParty {
  private readonly origin: string;
  /** The host that the passkeys belong to. */
  private readonly host: string;

  constructor(
    publicUrl: string,
    private readonly challenges: Challenges,
  ) {
    const { origin, hostname } = new URL(publicUrl);
    this.origin = origin;
    this.host = hostname;
  }

  /** Whether browsers have passkeys for the app's address: by https with a name, or on this computer. */
  get hasPasskeys(): boolean {
    const isNumber = /^\[|^[\d.]+$/.test(this.host);
    return !isNumber && (this.origin.startsWith('https:') || isLoopback(this.host));
  }

  /** What a browser needs to make a passkey, as JSON. @param known the ids of those that the account has */
  async optionsToAdd(account: OwnAccount, known: readonly string[]): Promise<string> {
    const options = await webAuthn().generateRegistrationOptions({
      rpName: 'FamiliarFaces',
      rpID: this.host,
      userID: new TextEncoder().encode(account.subject),
      userName: account.name,
      userDisplayName: account.displayName,
      attestationType: 'none',
      excludeCredentials: known.map((id) => ({ id })),
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    });
    await this.challenges.note(options.challenge, account.subject);
    return JSON.stringify(options);
  }

  /**
   * Checks the answer of a browser that has made a passkey.
   * @param answer the browser's, as JSON
   * @throws passkeyRefused
   */
  async checkNew(account: OwnAccount, answer: string | undefined): Promise<Credential> {
    const response = parse<Registration>(answer);
    const { registrationInfo } = await webAuthn()
      .verifyRegistrationResponse({
        response,
        expectedChallenge: (challenge) => this.challenges.take(challenge, account.subject),
        ...this.expected(),
      })
      .catch(refused);
    if (!registrationInfo) throw passkeyRefused();
    return registrationInfo.credential;
  }

  /** What a browser needs to sign in, as JSON. @param uid of the sign-in */
  async optionsToSignIn(uid: string): Promise<string> {
    const options = await webAuthn().generateAuthenticationOptions({ rpID: this.host, userVerification: 'required' });
    await this.challenges.note(options.challenge, uid);
    return JSON.stringify(options);
  }

  /**
   * Checks the answer of a browser that signs in.
   * @param uid of the sign-in
   * @param answer the browser's, as JSON
   * @param find finds the passkey that the answer names
   * @returns what `find` found, and how often the passkey was used
   * @throws passkeyRefused
   */
  async check<Found extends Credential>(
    uid: string,
    answer: string | undefined,
    find: (credentialId: string) => Promise<Found | undefined>,
  ): Promise<{ found: Found; counter: number }> {
    const response = parse<Authentication>(answer);
    const found = await find(String(response.id));
    const { id, publicKey, counter } = found ?? UNKNOWN;
    const { verified, authenticationInfo } = await webAuthn()
      .verifyAuthenticationResponse({
        response,
        expectedChallenge: (challenge) => this.challenges.take(challenge, uid),
        ...this.expected(),
        credential: { id, publicKey, counter },
      })
      .catch(refused);
    if (!verified || !found) throw passkeyRefused();
    return { found, counter: authenticationInfo.newCounter };
  }

  private expected() {
    return { expectedOrigin: this.origin, expectedRPID: this.host, requireUserVerification: true };
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
