import { createHash, randomUUID } from 'node:crypto';
import { type Json, newKey, signToken, toJwk } from './rogue-provider-tokens';

/** How the provider differs from an honest one; undefined as a value leaves something out. */
export interface Lies {
  metadata?: Json;
  /** The keys that it publishes, instead of the one it signs with. */
  keys?: Json[] | string;
  header?: Json;
  claims?: Json;
  signature?: (signed: string, honest: string) => string;
  idToken?: (honest: string) => unknown;
  tokenAnswer?: Json;
  userInfo?: Json | string;
  /** What comes back with the browser. */
  answer?: Record<string, string | undefined>;
  /** By path: the status that comes instead of an answer. */
  status?: Record<string, number>;
  /** By path: what comes instead of an answer, with status 200. */
  body?: Record<string, Json | string>;
  /** By path: no answer at all, or one that stops in its middle. */
  silent?: Record<string, 'at once' | 'half-way'>;
  /** By path: what it sends again and again without end, in place of an answer. */
  endless?: Record<string, string>;
  /** By path: further headers. */
  headers?: Record<string, Record<string, string>>;
}

interface Issued {
  person: Json;
  scope: string[];
  nonce: string | undefined;
  challenge: string;
  redirectUri: string;
}

/** What a request asks: its parameters, from the address or the body, and its Authorization. */
export interface Asked {
  parameters: URLSearchParams;
  authorization: string;
}

export interface Answer {
  status: number;
  body?: Json | string;
  location?: string;
}

export const DISCOVERY = '/.well-known/openid-configuration';
export const CLIENT = { id: 'faces', secret: 'a secret: of the tests' };
const refuse = (error: string, status = 400): Answer => ({ status, body: { error } });
const base64Sha256 = (text: string) => createHash('sha256').update(text).digest('base64url');

/** The code flow with PKCE as an honest provider does it, and the places where it can lie. */
export class RogueProtocol {
  lies: Lies = {};
  /** Who signs in. */
  person: Json = { sub: 'eve', name: 'Eve', email: 'eve@example.org' };
  key = newKey();
  readonly #codes = new Map<string, Issued>();
  readonly #accessTokens = new Map<string, Issued>();

  constructor(readonly issuer: string) {}

  answer(path: string, { parameters, authorization }: Asked): Answer {
    const status = this.lies.status?.[path];
    if (status) return { status, body: 'no' };
    const body = this.lies.body?.[path];
    if (body !== undefined) return { status: 200, body };
    if (path === DISCOVERY) return { status: 200, body: this.#metadata() };
    if (path === '/jwks')
      return {
        status: 200,
        body: typeof this.lies.keys === 'string' ? this.lies.keys : { keys: this.lies.keys ?? [toJwk(this.key)] },
      };
    if (path === '/authorize' && parameters.get('client_id') !== CLIENT.id) return { status: 400, body: 'who?' };
    if (path === '/authorize') return { status: 302, location: this.#authorize(parameters) };
    if (path === '/token')
      return this.#isApp(parameters, authorization) ? this.#token(parameters) : refuse('invalid_client', 401);
    if (path === '/userinfo') return this.#userInfo(authorization);
    if (path === '/bye')
      return {
        status: 302,
        location: `${parameters.get('post_logout_redirect_uri')}?state=${parameters.get('state')}`,
      };
    return { status: 404 };
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
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
      ...this.lies.metadata,
    };
  }

  #authorize(asked: URLSearchParams): string {
    const code = randomUUID();
    const redirectUri = asked.get('redirect_uri') ?? '';
    const scope = (asked.get('scope') ?? '').split(' ');
    this.#codes.set(code, {
      person: this.person,
      scope,
      nonce: asked.get('nonce') ?? undefined,
      challenge: asked.get('code_challenge') ?? '',
      redirectUri,
    });
    const back = new URL(redirectUri);
    const answer = { code, state: asked.get('state') ?? undefined, iss: this.issuer, ...this.lies.answer };
    for (const [name, value] of Object.entries(answer)) if (value !== undefined) back.searchParams.set(name, value);
    return back.href;
  }

  /** The secret comes in the header or the body, where the metadata say that it may. */
  #isApp(asked: URLSearchParams, authorization: string): boolean {
    const { token_endpoint_auth_methods_supported: methods = ['client_secret_basic'] } = this.#metadata();
    const [id = '', secret = ''] = Buffer.from(authorization.replace(/^Basic /, ''), 'base64')
      .toString()
      .split(':');
    const inHeader = new URLSearchParams(`id=${id}&secret=${secret}`);
    const inBody = new URLSearchParams({ id: asked.get('client_id') ?? '', secret: asked.get('client_secret') ?? '' });
    const shown = authorization ? inHeader : inBody;
    const isAllowed = (methods as string[]).includes(authorization ? 'client_secret_basic' : 'client_secret_post');
    return isAllowed && shown.get('id') === CLIENT.id && shown.get('secret') === CLIENT.secret;
  }

  #token(asked: URLSearchParams): Answer {
    const code = asked.get('code') ?? '';
    const issued = this.#codes.get(code);
    this.#codes.delete(code);
    const isProven =
      issued?.challenge === base64Sha256(asked.get('code_verifier') ?? '') &&
      issued.redirectUri === asked.get('redirect_uri');
    if (!isProven || asked.get('grant_type') !== 'authorization_code') return refuse('invalid_grant');
    const accessToken = randomUUID();
    this.#accessTokens.set(accessToken, issued);
    const idToken = this.#idToken(issued);
    const honest = {
      access_token: accessToken,
      token_type: 'Bearer',
      id_token: this.lies.idToken ? this.lies.idToken(idToken) : idToken,
    };
    const body = { ...honest, ...this.lies.tokenAnswer };
    return { status: 'error' in body ? 400 : 200, body };
  }

  #idToken({ person, nonce }: Issued): string {
    const { lies, issuer, key } = this;
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: issuer, aud: CLIENT.id, sub: person['sub'], iat: now, exp: now + 300, nonce, ...lies.claims };
    return signToken(key, claims, lies.header, lies.signature);
  }

  #userInfo(authorization: string): Answer {
    const issued = this.#accessTokens.get(authorization.replace(/^Bearer /, ''));
    if (!issued) return refuse('invalid_token', 401);
    const { sub, name, email, email_verified, groups } = issued.person;
    const asked = {
      sub,
      ...(issued.scope.includes('profile') && { name }),
      ...(issued.scope.includes('email') && { email, email_verified }),
      groups,
    };
    return { status: 200, body: this.lies.userInfo ?? asked };
  }
}
