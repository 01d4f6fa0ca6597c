import http from 'node:http';

/** How many requests wait for an answer at the same time. */
const AT_ONCE = 100;
const EVENT = { page: 'https://blog.example.org/hello', referrer: 'https://example.org', agent: 'bench' };

/** Sends a body, over a connection that is kept. @returns whether it was recorded */
function send(url: URL, key: string, agent: http.Agent, body: string): Promise<boolean> {
  const headers = {
    Authorization: `Key ${key}`,
    'Content-Type': 'application/json',
    'Content-Length': String(Buffer.byteLength(body)),
  };
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method: 'POST', agent, headers }, (answer) => {
      answer.resume().once('end', () => resolve(answer.statusCode === 201));
    });
    request.once('error', reject).end(body);
  });
}

/**
 * Records events by many writers for some time.
 * @param each how many events a request brings
 * @returns how many were recorded, and how many a second
 */
export async function recordEvents(
  appUrl: string,
  key: string,
  each: number,
  milliseconds: number,
): Promise<{ recorded: number; perSecond: number }> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const url = new URL('/api/v1/events/pageviews', appUrl);
  const body = JSON.stringify(each === 1 ? EVENT : Array(each).fill(EVENT));
  const began = performance.now();
  const counts = await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      let recorded = 0;
      while (performance.now() - began < milliseconds) recorded += each * Number(await send(url, key, agent, body));
      return recorded;
    }),
  );
  const seconds = (performance.now() - began) / 1000;
  agent.destroy();
  const recorded = counts.reduce((sum, count) => sum + count, 0);
  return { recorded, perSecond: recorded / seconds };
}
