import { createHash, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';

type Json = Record<string, unknown>;

/** What the provider does other than an honest one. Everything is honest by default. */
export interface Script {
  metadata?: Json;
  header?: Json;
  claims?: Json;
  signature?: (signed: string, honest: string) => string;
  idToken?: (idToken: string) => string | undefined;
  userInfo?: Json | string;
  /** The status that an endpoint answers with instead of its answer. */
  status?: Record<string, number>;
  /** Milliseconds that every answer takes. */
  delay?: number;
  answer?: Record<string, string>;
}

interface Issued {
  nonce: string;
  challenge: string;
}

const encode = (value: Json) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A small OpenID provider that signs everybody in as Eve and lies as told, to see who believes it. */
export class ScriptedProvider {
  script: Script = {};
  /** The paths that were asked for. */
  readonly asked: string[] = [];
  readonly #codes = new Map<string, Issued>();
  #key = newKey();

  private constructor(
    private readonly server: http.Server,
    readonly issuer: string,
  ) {}

  static async start(port = 0): Promise<ScriptedProvider> {
    const server = http.createServer();
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    const provider = new ScriptedProvider(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    server.on('request', (request, response) => void provider.#answer(request, response));
    return provider;
  }

  get env(): Record<string, string> {
    return { OIDC_ISSUER: this.issuer, CLIENT_ID: 'faces', CLIENT_SECRET: 'a secret of the tests' };
  }

  get port(): number {
    return Number(new URL(this.issuer).port);
  }

  rotateKeys(): void {
    this.#key = newKey();
  }

  publicKeyPem(): string {
    return this.#key.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  }

  async stop(): Promise<void> {
    await new Promise((resolve) => {
      this.server.close(resolve);
      this.server.closeAllConnections();
    });
  }

  async #answer(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.issuer);
    this.asked.push(url.pathname);
    await new Promise((resolve) => setTimeout(resolve, this.script.delay ?? 0));
    const status = this.script.status?.[url.pathname];
    if (status) return void response.writeHead(status).end('no');
    if (url.pathname === '/authorize') return void response.writeHead(302, { Location: this.#authorize(url.searchParams) }).end();
    const json = await this.#json(url.pathname, request);
    const ok = json !== undefined && !(typeof json === 'object' && 'error' in json);
    response.writeHead(ok ? 200 : 400, { 'Content-Type': typeof json === 'string' ? 'text/html' : 'application/json' });
    response.end(typeof json === 'string' ? json : JSON.stringify(json ?? {}));
  }

  #authorize(asked: URLSearchParams): string {
    const code = randomUUID();
    this.#codes.set(code, { nonce: asked.get('nonce') ?? '', challenge: asked.get('code_challenge') ?? '' });
    const back = new URL(asked.get('redirect_uri') ?? '');
    for (const [name, value] of Object.entries({ code, state: asked.get('state') ?? '', ...this.script.answer })) back.searchParams.set(name, value);
    return back.href;
  }

  async #json(path: string, request: http.IncomingMessage): Promise<Json | string | undefined> {
    if (path === '/.well-known/openid-configuration') return { ...this.#metadata(), ...this.script.metadata };
    if (path === '/jwks') return { keys: [{ ...this.#key.publicKey.export({ format: 'jwk' }), kid: this.#key.kid, alg: 'RS256', use: 'sig' }] };
    if (path === '/userinfo') return this.script.userInfo ?? { sub: 'eve', name: 'Eve' };
    if (path === '/token') return this.#token(await bodyOf(request));
    return undefined;
  }

  #token(asked: URLSearchParams): Json {
    const code = asked.get('code') ?? '';
    const issued = this.#codes.get(code);
    this.#codes.delete(code);
    const challenge = createHash('sha256')
      .update(asked.get('code_verifier') ?? '')
      .digest('base64url');
    if (issued?.challenge !== challenge) return { error: 'invalid_grant' };
    const idToken = this.#idToken(issued.nonce);
    return { access_token: 'access', token_type: 'Bearer', id_token: this.script.idToken ? this.script.idToken(idToken) : idToken };
  }

  #idToken(nonce: string): string {
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: this.issuer, aud: 'faces', sub: 'eve', iat: now, exp: now + 300, nonce, ...this.script.claims };
    const signed = `${encode({ alg: 'RS256', kid: this.#key.kid, ...this.script.header })}.${encode(claims)}`;
    const honest = sign('sha256', Buffer.from(signed), this.#key.privateKey).toString('base64url');
    return `${signed}.${this.script.signature ? this.script.signature(signed, honest) : honest}`;
  }

  #metadata(): Json {
    const { issuer } = this;
    return {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      userinfo_endpoint: `${issuer}/userinfo`,
      jwks_uri: `${issuer}/jwks`,
      end_session_endpoint: `${issuer}/bye`,
      id_token_signing_alg_values_supported: ['RS256', 'HS256', 'none'],
    };
  }
}

function newKey(): { kid: string; publicKey: KeyObject; privateKey: KeyObject } {
  return { kid: randomUUID(), ...generateKeyPairSync('rsa', { modulusLength: 2048 }) };
}

async function bodyOf(request: http.IncomingMessage): Promise<URLSearchParams> {
  let body = '';
  for await (const chunk of request) body += chunk;
  return new URLSearchParams(body);
}
