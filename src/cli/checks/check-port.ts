import { once } from 'node:events';
import net from 'node:net';
import { listenFaultOf } from '../../web/http/listen-fault';
import { type Finding, fault, good, type Installation } from './finding';
import { isAppRunning } from './running-app';

const ABOUT = 'port';

/** Looks whether the app could listen, or does already. */
export async function checkPort({ config }: Installation): Promise<Finding[]> {
  const { host, port } = config;
  if (await isAppRunning(config)) return [good(ABOUT, `FamiliarFaces is running on port ${port}.`)];
  const server = net.createServer();
  try {
    await once(server.listen(port, host), 'listening');
    server.close();
    return [good(ABOUT, `${port} is free.`)];
  } catch (error) {
    return [fault(ABOUT, (listenFaultOf(config, error) as Error).message)];
  }
}
