import { setTimeout as pause } from 'node:timers/promises';

const TRIES = 6;
/** What a server is given that doesn't say when to come again. */
const PAUSE_SECONDS = 5;
const MAX_PAUSE_SECONDS = 120;

/** An answer of a server that speaks CompreFace's format. */
export interface Answer {
  status: number;
  bytes: Buffer;
  /** The body as JSON; an empty object when it isn't any. */
  json: Readonly<Record<string, unknown>>;
}

function readJson(bytes: Buffer): Answer['json'] {
  try {
    const json: unknown = JSON.parse(bytes.toString());
    return typeof json === 'object' && json !== null ? (json as Answer['json']) : {};
  } catch {
    return {};
  }
}

/** Whether the same request may succeed later. */
const isForNow = (status: number) => status === 429 || status === 503 || status === 502 || status === 504;

/** A server that speaks CompreFace's format, with the key of one of its collections. It waits when the server is busy. */
export class CompreFaceClient {
  private readonly base: string;

  /** @param address such as `http://compreface:8000` */
  constructor(
    address: string,
    private readonly key: string,
  ) {
    this.base = address.replace(/\/+$/, '');
  }

  /**
   * @param path below `/api/v1`
   * @throws the last error when the server can't be reached
   */
  async request(method: string, path: string, body?: FormData | object): Promise<Answer> {
    for (let left = TRIES - 1; ; left--) {
      const isForm = body instanceof FormData;
      const response = await fetch(`${this.base}/api/v1${path}`, {
        method,
        redirect: 'error', // or the key would go where it leads
        headers: { 'x-api-key': this.key, ...(body && !isForm && { 'Content-Type': 'application/json' }) },
        ...(body && { body: isForm ? body : JSON.stringify(body) }),
      });
      const bytes = Buffer.from(await response.arrayBuffer());
      if (left === 0 || !isForNow(response.status)) return { status: response.status, bytes, json: readJson(bytes) };
      const seconds = Number(response.headers.get('Retry-After')) || PAUSE_SECONDS;
      await pause(Math.min(seconds, MAX_PAUSE_SECONDS) * 1000);
    }
  }

  /** Does a request that has to succeed. @throws with what the server said */
  async get(path: string): Promise<Answer> {
    const answer = await this.request('GET', path);
    if (answer.status === 200) return answer;
    throw new Error(`${this.base} answered ${answer.status} to ${path}: ${sentenceOf(answer)}`);
  }
}

/** What a server said of a request that it refused. */
export const sentenceOf = ({ status, json }: Answer): string => {
  const said = json['message'] ?? json['detail'];
  return typeof said === 'string' ? said : `status ${status}`;
};
