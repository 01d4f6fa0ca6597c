import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import pino from 'pino';
import { createApp } from '../../src/app';
import { readConfig } from '../../src/config';
import { createServices, type ServiceOptions, type Services } from '../../src/services';
import { createHttpServer } from '../../src/web/http/http-server';
import { loggedError } from '../../src/web/logged-errors';
import { startSharedEngine, USUAL_ENGINE } from './shared-engine';

/** A test asks for more than people do. */
export const UNLIMITED = {
  RATE_PER_ADDRESS: '1000000',
  RATE_PER_USER: '1000000',
  RATE_SIGN_INS: '1000000',
  RATE_MISSES: '1000000',
  RATE_EVENTS: '100000000',
};
const PATIENCE_SECONDS = 30;

/** No test asks a name server. What the examples of the API send is refused by this machine. */
const onLoopback: ServiceOptions['lookupReceiver'] = async () => [{ address: '127.0.0.1', family: 4 }];

/** The real services of an app but for what they ask of the world, and where it is. */
interface StartOptions extends ServiceOptions {
  /** The path of PUBLIC_URL. */
  basePath?: string;
}

export interface TestApp {
  /** PUBLIC_URL. */
  url: string;
  services: Services;
  dataDir: string;
  /** Lines of the log, parsed. */
  logged: Array<Record<string, unknown>>;
  /** How many connections it has. */
  connections(): Promise<number>;
  /** Stops the app, and keeps its data folder. */
  stop(): Promise<void>;
  /** Stops the app and removes its data folder. */
  close(): Promise<void>;
}

/**
 * The real app on a free port of loopback, with its local provider and a data folder of its own, which it may be given as `DATA_DIR`. Its engine
 * is the one of all such apps, unless its settings ask for another.
 */
export async function startApp(
  env: Record<string, string> = {},
  { startEngine = startSharedEngine, lookupReceiver = onLoopback, basePath = '' }: StartOptions = {},
): Promise<TestApp> {
  const server = createHttpServer(Number(env['SLOW_CLIENT_SECONDS'] ?? PATIENCE_SECONDS));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://localhost:${port}${basePath}`;
  const dataDir = env['DATA_DIR'] ?? (await mkdtemp(path.join(tmpdir(), 'familiar-faces-')));
  const logged: TestApp['logged'] = [];
  const log = pino(
    { level: 'debug', serializers: { err: loggedError } },
    { write: (line: string) => void logged.push(JSON.parse(line)) },
  );
  const config = readConfig({
    NODE_ENV: 'test',
    PUBLIC_URL: url,
    ...USUAL_ENGINE,
    WEBHOOK_ALLOWED_HOSTS: 'hooks.example.org',
    ...UNLIMITED,
    ...env,
    DATA_DIR: dataDir,
  });
  const services = await createServices(config, log, { startEngine, lookupReceiver }).catch((error) => {
    server.close(); // an open one would keep the test run from ending
    throw error;
  });
  server.on('request', createApp(services).callback());
  while (!(await services.isReady())) await new Promise((resolve) => setTimeout(resolve, 20));
  const stop = async () => {
    await new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
    await services.close();
  };
  return {
    url,
    services,
    dataDir,
    logged,
    connections: promisify(server.getConnections.bind(server)),
    stop,
    close: async () => {
      await stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
