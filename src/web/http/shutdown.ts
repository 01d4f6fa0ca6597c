import type { Server } from 'node:http';
import type { Logger } from 'pino';

const MAX_SHUTDOWN_MS = 25_000;
const IDLE_MS = 100;

/**
 * On SIGTERM or SIGINT, or when the supervisor that started it is gone: refuses new requests, lets the running ones finish, closes the
 * services and exits with 0; while the app is starting, as soon as the services stand. A second signal changes nothing; what hasn't
 * finished after 25 s is cut off, before a supervisor would kill it.
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
  // Nobody would ever stop an app that outlives its supervisor, and keeps the data folder from the next one.
  process.on('disconnect', onSignal);
}

async function closeConnections(server: Server): Promise<void> {
  // A connection that is kept alive becomes idle when its last answer is sent, of which nobody tells us.
  const idle = setInterval(() => server.closeIdleConnections(), IDLE_MS);
  // A busy one, such as a proxy's, might not be idle at any of these moments: its next answer is its last.
  server.prependListener('request', (_request, response) => response.setHeader('Connection', 'close'));
  const cutOff = setTimeout(() => server.closeAllConnections(), MAX_SHUTDOWN_MS);
  await new Promise((resolve) => server.close(resolve));
  clearTimeout(cutOff);
  clearInterval(idle);
}
