import { once } from 'node:events';
import type { Server } from 'node:http';
import type { Config } from '../../config';
import { listenFaultOf } from './listen-fault';

/** The first socket that systemd hands over (https://www.freedesktop.org/software/systemd/man/latest/sd_listen_fds.html). */
const FIRST_SOCKET = 3;

type Environment = Readonly<Record<string, string | undefined>>;

/** Whether systemd has opened the socket for this process. What arrives before it is used waits there. */
export const hasOpenSocket = ({ LISTEN_FDS, LISTEN_PID }: Environment): boolean =>
  Number(LISTEN_FDS) >= 1 && LISTEN_PID === String(process.pid);

/**
 * Listens on the configured host and port, or on the socket that systemd has opened.
 * @throws {StartError} with the remedy when they can't be used
 */
export async function listen(server: Server, config: Pick<Config, 'host' | 'port'>, env: Environment): Promise<void> {
  const { host, port } = config;
  try {
    await once(hasOpenSocket(env) ? server.listen({ fd: FIRST_SOCKET }) : server.listen(port, host), 'listening');
  } catch (error) {
    throw listenFaultOf(config, error);
  }
}
