/** The longest answer of a provider that is read. A description has a few kilobytes, keys with certificates some twenty. */
const MAX_BYTES = 256 * 1024;
/** Statuses whose answers have no body, for which `Response` takes none (https://fetch.spec.whatwg.org/#null-body-status). */
const WITHOUT_BODY = [101, 103, 204, 205, 304];

/** The `code` of the error of an answer that is too long. */
export const TOO_LONG = 'ANSWER_TOO_LONG';

/**
 * Fetches an answer of the provider, and reads all of it: what is too long is broken off, also when it is packed. The signal among the
 * options bounds the time for all of it.
 * @throws what `fetch` throws, and an error with the code TOO_LONG
 */
export async function boundedFetch(url: string | URL, options: object): Promise<Response> {
  const response = await fetch(url, options);
  const { status, statusText, headers } = response;
  const body = WITHOUT_BODY.includes(status) ? null : await readAll(response);
  return new Response(body, { status, statusText, headers });
}

async function readAll({ body }: Response): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > MAX_BYTES) throw Object.assign(new Error('the answer is too long'), { code: TOO_LONG });
  }
  return Uint8Array.from(Buffer.concat(chunks));
}
