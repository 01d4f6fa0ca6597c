import { expect } from 'chai';
import { ALL_SCOPES, type Scope } from '../../src/auth/keys/scopes';
import { personalGallery } from '../../src/gallery/galleries';
import type { TestApp } from './app';

/** An answer of the API. */
export interface ApiAnswer {
  status: number;
  headers: Headers;
  /** The body as JSON; undefined when it isn't any. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  json: any;
  bytes: Buffer;
}

interface Sent {
  json?: unknown;
  form?: FormData;
  headers?: Record<string, string>;
}

/** A program with an API key. It has no cookies, and says nothing of an origin. */
export class ApiClient {
  constructor(
    readonly appUrl: string,
    readonly key: string | undefined,
  ) {}

  /** @param path below `/api/v1` */
  async request(method: string, path: string, { json, form, headers = {} }: Sent = {}): Promise<ApiAnswer> {
    const body = form ?? (json === undefined ? undefined : JSON.stringify(json));
    const response = await fetch(`${this.appUrl}/api/v1${path}`, {
      method,
      redirect: 'manual',
      headers: {
        'Cache-Control': 'max-age=0', // or fetch would say `no-cache` beside `If-None-Match`
        ...(this.key !== undefined && { Authorization: `Bearer ${this.key}` }),
        ...(json !== undefined && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body }),
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    const isJson = /\bjson\b/.test(response.headers.get('Content-Type') ?? '');
    return {
      status: response.status,
      headers: response.headers,
      json: isJson ? JSON.parse(bytes.toString()) : undefined,
      bytes,
    };
  }

  get = (path: string, sent?: Sent) => this.request('GET', path, sent);
  post = (path: string, sent?: Sent) => this.request('POST', path, sent);
  patch = (path: string, sent?: Sent) => this.request('PATCH', path, sent);
  delete = (path: string, sent?: Sent) => this.request('DELETE', path, sent);
}

/** Makes a key for somebody who has signed in before, by the name that the local provider knows. */
export async function apiClient(
  { services, url }: TestApp,
  userName: string,
  scopes: readonly Scope[] = ALL_SCOPES,
  expiresAt: number | null = null,
): Promise<ApiClient> {
  const { catalog, apiKeys } = services;
  const user = await catalog
    .selectFrom('users')
    .select('id')
    .where('displayName', '=', userName)
    .executeTakeFirstOrThrow();
  const gallery = await personalGallery(catalog, user.id);
  if (!gallery) throw new Error(`${userName} has no gallery`);
  const { key } = await apiKeys.make(gallery, user.id, { name: 'test', scopes, expiresAt });
  return new ApiClient(url, key);
}

/** Expects a problem document (RFC 9457) with a fault's id. */
export function expectProblem(answer: ApiAnswer, status: number, id: string, field?: string): void {
  expect([answer.status, answer.json?.id], JSON.stringify(answer.json)).to.deep.equal([status, id]);
  expect(answer.headers.get('Content-Type')).to.match(/^application\/problem\+json/);
  expect(answer.json.status).to.equal(status);
  expect(answer.json.detail).to.match(/^[A-Z][^<>{}\n]{10,200}[.!?]$/);
  expect(answer.json.requestId).to.equal(answer.headers.get('X-Request-Id'));
  expect(answer.json.field).to.equal(field);
}
