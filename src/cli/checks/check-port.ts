import { once } from 'node:events';
import net from 'node:net';
import { listenFaultOf } from '../../web/http/listen-fault';
import { type Finding, fault, good, type Installation } from './finding';
import { isAppRunning } from './running-app';

const ABOUT = 'port';

/** Looks whether the app could listen, or does already. */
export async function checkPort({ config }: Installation): Promise<Finding[]> {
  const { port, metrics } = config;
  if (await isAppRunning(config)) return [good(ABOUT, `FamiliarFaces is running on port ${port}.`)];
  const findings = [await tryPort(config)];
  if (metrics?.port === undefined) return findings;
  const { state, message } = await tryPort({ host: metrics.host, port: metrics.port });
  return [...findings, { about: 'metrics', state, message: message.replaceAll(/\b(PORT|HOST)\b/g, 'METRICS_$1') }];
}

async function tryPort({ host, port }: { host: string; port: number }): Promise<Finding> {
  const server = net.createServer();
  try {
    await once(server.listen(port, host), 'listening');
    server.close();
    return good(ABOUT, `${port} is free.`);
  } catch (error) {
    return fault(ABOUT, (listenFaultOf({ host, port }, error) as Error).message);
  }
}
