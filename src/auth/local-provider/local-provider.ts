import { randomBytes } from 'node:crypto';
import type http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Config, ProviderConfig } from '../../config';
import { isLoopback } from '../../loopback';
import { createHttpServer } from '../../web/http/http-server';
import { createLocalApp } from './local-app';

const HOST = '127.0.0.1';
const PATIENCE_SECONDS = 30;

/** The running local provider, used like any other. */
export interface LocalProvider extends ProviderConfig {
  close(): Promise<void>;
}

export interface LocalProviderOptions extends Pick<Config, 'production' | 'provider' | 'host' | 'publicUrl'> {
  /** If this port is in use, the provider takes any free one. */
  preferredPort: number;
}

/**
 * Starts an OpenID provider that accepts any name, so that the real sign-in also works on a machine without Okta.
 * It listens on 127.0.0.1 and the app on localhost, because cookies of one host are shared across its ports.
 * @throws in production, when another provider is configured, or when others can reach the app
 */
export async function startLocalProvider(options: LocalProviderOptions): Promise<LocalProvider> {
  refuseIfReachable(options);
  const server = createHttpServer(PATIENCE_SECONDS);
  const { port } = await listen(server, options.preferredPort);
  const credentials = {
    issuer: `http://${HOST}:${port}`,
    clientId: 'familiar-faces',
    clientSecret: randomBytes(32).toString('hex'),
  };
  try {
    server.on('request', (await createLocalApp(credentials, options.publicUrl)).callback());
  } catch (error) {
    server.close();
    throw error;
  }
  return { ...credentials, close: () => close(server) };
}

function refuseIfReachable({ production, provider, host, publicUrl }: LocalProviderOptions): void {
  const remedy = 'set OIDC_ISSUER, CLIENT_ID, and CLIENT_SECRET.';
  if (production)
    throw new Error(`The built-in sign-in accepts any name, so it doesn't start in production: ${remedy}`);
  if (provider)
    throw new Error(`The built-in sign-in doesn't start when another provider is configured (${provider.issuer}).`);
  const addresses = [host, new URL(publicUrl).hostname];
  const reachable = addresses.find((each) => !isLoopback(each));
  if (reachable)
    throw new Error(`The built-in sign-in works on this computer only, but the app is at ${reachable}: ${remedy}`);
}

async function listen(server: http.Server, port: number): Promise<AddressInfo> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(port, HOST, resolve);
    });
  } catch (error) {
    if (port === 0 || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    return listen(server, 0);
  }
  return server.address() as AddressInfo;
}

const close = (server: http.Server) =>
  new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
