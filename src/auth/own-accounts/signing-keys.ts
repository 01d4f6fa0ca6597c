import { createECDH, hkdfSync } from 'node:crypto';
import type { SigningKey } from '../local-provider/oidc-provider';

const PURPOSE = 'familiar-faces: the key that signs ID tokens';
const BYTES = 32;

/** Derives a key for ID tokens from each of the app's secrets, so that it outlives a restart and is kept nowhere else. */
export const signingKeysOf = (appSecrets: readonly string[]): SigningKey[] => appSecrets.map(signingKeyOf);

function signingKeyOf(secret: string): SigningKey {
  // Any 256 bits but one pattern in 2^32 are a private key of P-256; `setPrivateKey` throws for the others.
  for (let round = 0; ; round += 1) {
    const bytes = Buffer.from(hkdfSync('sha256', secret, '', `${PURPOSE} ${round}`, BYTES));
    const pair = createECDH('prime256v1');
    try {
      pair.setPrivateKey(bytes);
    } catch {
      continue;
    }
    const point = pair.getPublicKey();
    const [x, y] = [point.subarray(1, 1 + BYTES), point.subarray(1 + BYTES)].map((each) => each.toString('base64url'));
    const kid = Buffer.from(hkdfSync('sha256', point, '', 'kid', 8)).toString('hex');
    return {
      kty: 'EC',
      crv: 'P-256',
      x,
      y,
      d: bytes.toString('base64url'),
      use: 'sig',
      alg: 'ES256',
      kid,
    } as SigningKey;
  }
}
