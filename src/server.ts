import type http from 'node:http';
import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises';
import pino from 'pino';
import type { Config } from './config';
import { EnginePool } from './engine/engine-pool';
import { readSettings } from './read-settings';
import type { Services } from './services';
import { StartError } from './start-error';
import { terminalLog } from './terminal-log';
import { createHttpServer } from './web/http/http-server';
import { hasOpenSocket, listen } from './web/http/listening';
import { sendStartingResponse } from './web/http/plain-responses';
import { closeGracefully } from './web/http/shutdown';
import { loggedError } from './web/logged-errors';

/** How long a process that others stand in for waits until it is ready, and how often it looks. */
const READY_MS = 60_000;
const LOOK_MS = 50;

async function main(): Promise<void> {
  const { config, doubts } = readSettings(process.env);
  const log = createLog(config.logLevel);
  for (const doubt of doubts) log.warn(doubt);
  const server = createHttpServer(config.slowClientSeconds);
  const starting = open(server, config, log);
  // A signal to stop that comes during the start is handled after it: half-built services can't be closed.
  closeGracefully(server, starting, log);
  const services = await starting;
  welcome(services, config, await services.signInHealth());
  if (process.connected) process.send?.('ready'); // to supervise.js, or to PM2
}

/**
 * Listens first, as a second start by mistake then fails before it touches the first one's data. Where other processes answer meanwhile, or
 * visitors wait at a socket that is open already, it listens once it has an answer for them.
 */
async function open(server: http.Server, config: Config, log: pino.Logger): Promise<Services> {
  const isLate = config.processes > 1 || hasOpenSocket(process.env);
  if (!isLate) {
    server.on('request', sendStartingResponse);
    await listen(server, config, process.env);
  }
  const { services, answer } = await startApp(config, log);
  server.off('request', sendStartingResponse).on('request', answer);
  if (isLate) {
    await becomeReady(services);
    await listen(server, config, process.env);
  }
  return services;
}

/** Waits until photos can be read, so that nobody gets a 503 whom another process would have served. If that fails, the app starts all the same. */
async function becomeReady(services: Services): Promise<void> {
  const end = performance.now() + READY_MS;
  while (!(await services.isReady()) && performance.now() < end) await pause(LOOK_MS);
}

/** Starts the engine, whose processes load the networks while this one loads the rest of the app. */
async function startApp(config: Config, log: pino.Logger) {
  const engine = EnginePool.start(config, log);
  engine.catch(() => undefined); // `createServices` waits for it
  await turn(); // its processes begin
  const { createServices } = require('./services') as typeof import('./services.js');
  const { createApp } = require('./app') as typeof import('./app.js');
  const services = await createServices(config, log, { startEngine: () => engine });
  return { services, answer: createApp(services).callback() };
}

/** The log: JSON, a line for each event, or something to read at a terminal. */
function createLog(level: string): pino.Logger {
  const redact = ['*.headers.cookie', '*.headers.authorization', '*.id_token', '*.access_token', '*.refresh_token'];
  const terminal = terminalLog((text) => process.stdout.write(text), level === 'debug');
  const options = { level, redact, serializers: { err: loggedError } };
  return process.stdout.isTTY ? pino(options, terminal) : pino(options);
}

/** Prints a few lines for the person at the terminal; the log is for machines. */
function welcome({ provider, own }: Services, config: Config, signIn?: { message: string }): void {
  console.log(`\n  FamiliarFaces is ready: ${config.publicUrl}\n`);
  if (signIn) console.log(`  But nobody can sign in now. ${signIn.message}\n`);
  if (own?.setUpAddress)
    console.log(
      `  Nobody has an account yet. Make the first one, which administers the app, with this link. It works once:\n  ${own.setUpAddress}\n`,
    );
  if (provider.takesAnyName)
    console.log(
      '  Sign in with any name: the built-in sign-in works on this computer only. To use Okta or another provider, see README.md.',
    );
  console.log(`  Photos and names are stored in ${config.dataDir}\n`);
}

main().catch((error) => {
  console.error(error instanceof StartError ? error.message : error);
  process.exit(1);
});
