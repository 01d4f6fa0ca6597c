import type { Server } from 'node:http';
import type { Logger } from 'pino';

const MAX_SHUTDOWN_MS = 25_000;
const IDLE_MS = 100;

/**
 * Shuts the app down on SIGTERM, on SIGINT, and when its supervisor is gone: refuses new requests, lets the running
 * ones finish, closes the services and exits with 0. While the app starts, it first waits for the services. A second
 * signal changes nothing. Requests that take more than 25 s are cut off, before a supervisor would kill the process.
 */
export function closeGracefully(server: Server, starting: Promise<{ close(): Promise<void> }>, log: Logger): void {
  let closing = false;
  const close = async () => {
    if (closing) return;
    closing = true;
    log.info('shutting down');
    const services = await starting;
    await closeConnections(server);
    await services.close();
    process.exit(0);
  };
  const onSignal = () =>
    void close().catch((error) => {
      log.error({ err: error }, 'failed to shut down');
      process.exit(1);
    });
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  // Without its supervisor, nobody would stop the app, and it would keep the data folder from the next one.
  process.on('disconnect', onSignal);
}

async function closeConnections(server: Server): Promise<void> {
  // A kept-alive connection becomes idle after its last answer, and Node has no event for that.
  const idle = setInterval(() => server.closeIdleConnections(), IDLE_MS);
  // A busy connection, such as a proxy's, may never be idle at these moments, so its next answer is its last.
  server.prependListener('request', (_request, response) => response.setHeader('Connection', 'close'));
  const cutOff = setTimeout(() => server.closeAllConnections(), MAX_SHUTDOWN_MS);
  await new Promise((resolve) => server.close(resolve));
  clearTimeout(cutOff);
  clearInterval(idle);
}
