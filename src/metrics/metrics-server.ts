import { once } from 'node:events';
import http from 'node:http';
import { StartError } from '../start-error';
import type { Metrics } from './metrics';

/** Scrapers ask at once and read at once. */
const PATIENCE_MS = 10_000;
/** Prometheus, a second one, and somebody who looks. */
const MAX_CONNECTIONS = 16;

/**
 * Serves the metrics at `/metrics` on a port of their own, so that they can be read however busy the app is.
 * @returns a function that ends it
 * @throws {StartError} with the remedy when the port can't be used
 */
export async function serveMetrics(metrics: Metrics, port: number, host: string): Promise<() => Promise<void>> {
  const limits = { requestTimeout: PATIENCE_MS, headersTimeout: PATIENCE_MS, keepAliveTimeout: PATIENCE_MS };
  const server = http.createServer(limits, (request, response) => {
    answer(metrics, request, response).catch(() => response.destroy());
  });
  server.maxConnections = MAX_CONNECTIONS;
  try {
    await once(server.listen(port, host), 'listening');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new StartError(
      `METRICS_PORT ${port} of METRICS_HOST ${host} can't be used (${code}): set another METRICS_PORT, or an address of this computer.`,
      { cause: error },
    );
  }
  return async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
}

async function answer(metrics: Metrics, request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
  const { method = '', url = '', headers } = request;
  const end = (status: number, sentence: string, more: http.OutgoingHttpHeaders = {}) =>
    void response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', ...more }).end(`${sentence}\n`);
  if (url.replace(/\?.*$/s, '') !== '/metrics') return end(404, 'The metrics are at /metrics.');
  if (!['GET', 'HEAD'].includes(method)) return end(405, 'Please send a GET request.', { Allow: 'GET, HEAD' });
  if (!metrics.isAllowed(headers.authorization))
    return end(401, 'Please send METRICS_KEY as a Bearer token.', { 'WWW-Authenticate': 'Bearer' });
  const text = await metrics.text();
  response.writeHead(200, { 'Content-Type': metrics.contentType, 'Cache-Control': 'no-store' });
  response.end(method === 'HEAD' ? undefined : text);
}
