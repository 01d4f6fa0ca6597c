import http from 'node:http';
import type { Browser } from './browser';

export const BOUNDARY = 'thirty-dashes';

/** A part of a multipart body, as it goes over the line. */
export const part = (disposition: string, content: Uint8Array | string): Buffer =>
  Buffer.concat([Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n`), Buffer.from(content), Buffer.from('\r\n')]);

export const END = Buffer.from(`--${BOUNDARY}--\r\n`);

/** Begins an upload by hand, for what no browser sends: nothing but the given headers is added to those of a signed-in page. */
export function beginUpload(browser: Browser, path: string, headers: Record<string, string | number> = {}): http.ClientRequest {
  const cookie = [...browser.cookies()].map(([name, value]) => `${name}=${value}`).join('; ');
  const type = `multipart/form-data; boundary=${BOUNDARY}`;
  return http.request(new URL(path, browser.appUrl), {
    method: 'POST',
    agent: false,
    headers: { Cookie: cookie, 'Sec-Fetch-Site': 'same-origin', Accept: 'text/html', 'Content-Type': type, ...headers },
  });
}

/** @returns how an upload was answered; an answer that comes before its end counts */
export function answerTo(request: http.ClientRequest): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    request.on('response', async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk);
      resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() });
    });
    // The app may close what it doesn't want to read to its end, after it has answered.
    request.on('error', (error) => setTimeout(() => reject(error), 1000));
  });
}
