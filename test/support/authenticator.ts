import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest();
const base64url = (bytes: Buffer | string) => Buffer.from(bytes).toString('base64url');
/** Somebody is there and has shown who they are. */
const PRESENT_AND_VERIFIED = 0x05;
const HAS_KEY = 0x40;

interface Asked {
  challenge: string;
  origin: string;
}

/** A device with one passkey, in software (https://www.w3.org/TR/webauthn-3/#sctn-authenticator-data). */
export class Authenticator {
  readonly id = randomBytes(16);
  private readonly privateKey: KeyObject;
  private readonly publicKey: KeyObject;
  private count = 0;

  constructor(private readonly host: string) {
    ({ privateKey: this.privateKey, publicKey: this.publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' }));
  }

  /** Answers what a page asks to make a passkey, as JSON. */
  create(asked: Asked): string {
    const { x = '', y = '' } = this.publicKey.export({ format: 'jwk' });
    const key = Buffer.concat([
      Buffer.from('a5010203262001215820', 'hex'),
      Buffer.from(x, 'base64url'),
      Buffer.from('225820', 'hex'),
      Buffer.from(y, 'base64url'),
    ]);
    const credential = Buffer.concat([Buffer.alloc(16), Buffer.from([0, this.id.length]), this.id, key]);
    const data = Buffer.concat([this.data(PRESENT_AND_VERIFIED | HAS_KEY), credential]);
    // {"fmt": "none", "attStmt": {}, "authData": data} in CBOR.
    const attestation = Buffer.concat([
      Buffer.from('a363666d74646e6f6e656761747453746d74a068617574684461746158', 'hex'),
      Buffer.from([data.length]),
      data,
    ]);
    return this.answer('webauthn.create', asked, () => ({ attestationObject: base64url(attestation) }));
  }

  /** Answers what a page asks to sign in, as JSON. @param flags by default that somebody is there and has shown who they are */
  get(asked: Asked, flags = PRESENT_AND_VERIFIED): string {
    const data = this.data(flags);
    return this.answer('webauthn.get', asked, (client) => ({
      authenticatorData: base64url(data),
      signature: base64url(sign('sha256', Buffer.concat([data, sha256(client)]), this.privateKey)),
    }));
  }

  private data(flags: number): Buffer {
    this.count += 1;
    const count = Buffer.alloc(4);
    count.writeUInt32BE(this.count);
    return Buffer.concat([sha256(this.host), Buffer.from([flags]), count]);
  }

  private answer(type: string, { challenge, origin }: Asked, more: (client: string) => object): string {
    const client = JSON.stringify({ type, challenge, origin, crossOrigin: false });
    const id = base64url(this.id);
    const response = { clientDataJSON: base64url(client), ...more(client) };
    return JSON.stringify({ id, rawId: id, type: 'public-key', clientExtensionResults: {}, response });
  }
}
