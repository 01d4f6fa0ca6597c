import { isIPv6 } from 'node:net';
import type { Config } from '../../config';
import { basePathOf } from '../../web/middleware/base-path';

const PATIENCE_MS = 3000;
/** What the app listens on as a whole, and no address to connect to. */
const EVERYWHERE: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/** Whether an address is answered by FamiliarFaces. @throws when nothing answers in three seconds */
export async function isAnsweredByApp(address: string): Promise<boolean> {
  const answer = await fetch(`${address}/health/live`, {
    redirect: 'manual',
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  const body = await answer.text();
  return answer.ok && body === '{"status":"ok"}';
}

/** The address at which this computer itself reaches the app. */
export function localAddressOf({ host, port, publicUrl }: Pick<Config, 'host' | 'port' | 'publicUrl'>): string {
  const reached = EVERYWHERE[host] ?? host;
  return `http://${isIPv6(reached) ? `[${reached}]` : reached}:${port}${basePathOf(publicUrl)}`;
}

/** Whether the app runs at the configured port. */
export const isAppRunning = (config: Pick<Config, 'host' | 'port' | 'publicUrl'>): Promise<boolean> =>
  isAnsweredByApp(localAddressOf(config)).catch(() => false);
