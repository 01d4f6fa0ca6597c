import http from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { Browser, Page } from './browser';

export const BOUNDARY = 'thirty-dashes';

/** A part of a multipart body, as it is sent. */
export const part = (disposition: string, content: Uint8Array | string): Buffer =>
  Buffer.concat([
    Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n`),
    Buffer.from(content),
    Buffer.from('\r\n'),
  ]);

export const END = Buffer.from(`--${BOUNDARY}--\r\n`);

/** Begins an upload by hand, for what no browser sends: nothing but the given headers is added to those of a signed-in page. */
export function beginUpload(
  browser: Browser,
  path: string,
  headers: Record<string, string | number> = {},
): http.ClientRequest {
  const cookie = [...browser.cookies()].map(([name, value]) => `${name}=${value}`).join('; ');
  const type = `multipart/form-data; boundary=${BOUNDARY}`;
  return http.request(new URL(path, browser.appUrl), {
    method: 'POST',
    agent: false,
    headers: { Cookie: cookie, 'Sec-Fetch-Site': 'same-origin', Accept: 'text/html', 'Content-Type': type, ...headers },
  });
}

/** @returns an upload's answer, which may come before the upload's end */
export function answerTo(request: http.ClientRequest): Promise<Page> {
  return new Promise((resolve, reject) => {
    request.on('response', (response) => void pageOf(request, response).then(resolve, reject));
    // After its answer, the app may close an upload that it doesn't want to read to the end.
    request.on('error', (error) => setTimeout(() => reject(error), 1000));
  });
}

async function pageOf(request: http.ClientRequest, response: http.IncomingMessage): Promise<Page> {
  const url = new URL(request.path, `http://${request.getHeader('Host')}`).href;
  const { location } = response.headers;
  const headers = new Headers(
    Object.entries(response.headersDistinct).flatMap(([name, values = []]) =>
      values.map((value) => [name, value] as [string, string]),
    ),
  );
  const bytes = await buffer(response);
  return {
    status: response.statusCode ?? 0,
    headers,
    bytes,
    text: bytes.toString(),
    location: location && new URL(location, url).href,
    url,
  };
}

/** Sends a whole form by hand. */
export function sendParts(
  browser: Browser,
  path: string,
  parts: readonly Buffer[],
  headers: Record<string, string | number> = {},
): Promise<Page> {
  const request = beginUpload(browser, path, headers);
  const answer = answerTo(request);
  request.end(Buffer.concat(parts));
  return answer;
}
