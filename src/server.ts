import { once } from 'node:events';
import type http from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';
import pino from 'pino';
import type { Config } from './config';
import { EnginePool } from './engine/engine-pool';
import { readSettings } from './read-settings';
import type { Services } from './services';
import { StartError } from './start-error';
import { terminalLog } from './terminal-log';
import { createHttpServer } from './web/http/http-server';
import { listenFaultOf } from './web/http/listen-fault';
import { sendStartingResponse } from './web/http/plain-responses';
import { closeGracefully } from './web/http/shutdown';
import { loggedError } from './web/logged-errors';

async function main(): Promise<void> {
  const { config, doubts } = readSettings(process.env);
  const log = createLog(config.logLevel);
  for (const doubt of doubts) log.warn(doubt);
  // Listen first: a second start by mistake fails here, before it touches the first one's data.
  const server = createHttpServer(config.slowClientSeconds).on('request', sendStartingResponse);
  const starting = listen(server, config).then(() => startApp(config, log));
  // A signal to stop that comes during the start is handled after it: half-built services can't be closed.
  closeGracefully(server, starting, log);
  const { services, answer } = await starting;
  server.off('request', sendStartingResponse).on('request', answer);
  welcome(services, config, await services.signInHealth());
  if (process.connected) process.send?.('ready'); // to supervise.js
}

/** Starts the engine, whose processes load the networks while this one loads the rest of the app. */
async function startApp(config: Config, log: pino.Logger) {
  const engine = EnginePool.start(config, log);
  engine.catch(() => undefined); // `createServices` waits for it
  await turn(); // its processes begin
  const { createServices } = require('./services') as typeof import('./services.js');
  const { createApp } = require('./app') as typeof import('./app.js');
  const services = await createServices(config, log, { startEngine: () => engine });
  return { services, answer: createApp(services).callback(), close: services.close };
}

/** The log: JSON, a line for each event, or something to read at a terminal. */
function createLog(level: string): pino.Logger {
  const redact = ['*.headers.cookie', '*.headers.authorization', '*.id_token', '*.access_token', '*.refresh_token'];
  const terminal = terminalLog((text) => process.stdout.write(text), level === 'debug');
  const options = { level, redact, serializers: { err: loggedError } };
  return process.stdout.isTTY ? pino(options, terminal) : pino(options);
}

/** Listens on the configured host and port. @throws {StartError} with the remedy when they can't be used */
async function listen(server: http.Server, config: Config): Promise<void> {
  try {
    await once(server.listen(config.port, config.host), 'listening');
  } catch (error) {
    throw listenFaultOf(config, error);
  }
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
