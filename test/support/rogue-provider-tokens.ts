import { generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';

export type Json = Record<string, unknown>;

export interface SigningKey {
  kid: string;
  publicKey: KeyObject;
  privateKey: KeyObject;
}

export const newKey = (): SigningKey => ({ kid: randomUUID(), ...generateKeyPairSync('rsa', { modulusLength: 2048 }) });

/** A key as it stands in a provider's JWK Set. */
export const toJwk = ({ kid, publicKey }: SigningKey): Json => ({
  ...publicKey.export({ format: 'jwk' }),
  kid,
  alg: 'RS256',
  use: 'sig',
});

export const toPem = ({ publicKey }: SigningKey): string =>
  publicKey.export({ type: 'spki', format: 'pem' }).toString();

const encode = (value: Json) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A JWT; what `header` says as undefined is left out. `resign` may put anything in the place of the honest signature. */
export function signToken(
  key: SigningKey,
  claims: Json,
  header: Json = {},
  resign = (_signed: string, honest: string) => honest,
): string {
  const signed = `${encode({ alg: 'RS256', kid: key.kid, ...header })}.${encode(claims)}`;
  const honest = sign('sha256', Buffer.from(signed), key.privateKey).toString('base64url');
  return `${signed}.${resign(signed, honest)}`;
}

/** The same JWT under the same signature, with other claims. */
export function editClaims(token: string, changes: Json): string {
  const [header, claims = '', signature] = token.split('.');
  return [header, encode({ ...JSON.parse(Buffer.from(claims, 'base64url').toString()), ...changes }), signature].join(
    '.',
  );
}
