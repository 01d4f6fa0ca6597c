import { once } from 'node:events';
import type http from 'node:http';
import dotenv from 'dotenv';
import pino from 'pino';
import { createApp } from './app';
import { type Config, readConfig } from './config';
import { createServices } from './services';
import { StartError } from './start-error';
import { createHttpServer } from './web/http/http-server';
import { sendStartingResponse } from './web/http/plain-responses';
import { closeGracefully } from './web/http/shutdown';

async function main(): Promise<void> {
  dotenv.config({ quiet: true });
  const config = readConfig(process.env);
  const log = pino({
    level: config.logLevel,
    redact: ['*.headers.cookie', '*.headers.authorization', '*.id_token', '*.access_token', '*.refresh_token'],
  });
  // The port comes first: a second start by mistake ends here, before it has touched what the first one works on.
  const server = createHttpServer(config.slowClientSeconds).on('request', sendStartingResponse);
  const starting = listen(server, config).then(() => createServices(config, log));
  // A signal that comes while the app starts waits until it stands: what is half built can't be closed.
  closeGracefully(server, starting, log);
  const services = await starting;
  server.off('request', sendStartingResponse).on('request', createApp(services).callback());
  welcome(services.provider.isLocal, config);
  if (process.connected) process.send?.('ready'); // to supervise.js
}

/** @throws {StartError} when the port or the address can't be had */
async function listen(server: http.Server, { host, port }: Config): Promise<void> {
  const faults: Record<string, string> = {
    EADDRINUSE: `PORT ${port} is in use, perhaps by another FamiliarFaces: stop that one, or set another PORT.`,
    EACCES: `PORT ${port} is not open to this user: set one from 1024 on.`,
    EADDRNOTAVAIL: `HOST is ${host}, which is no address of this machine: set one that is, or leave HOST out.`,
    ENOTFOUND: `HOST is ${host}, a name that leads nowhere: set an address of this machine, or leave HOST out.`,
  };
  try {
    await once(server.listen(port, host), 'listening');
  } catch (error) {
    const fault = faults[(error as NodeJS.ErrnoException).code ?? ''];
    throw fault ? new StartError(fault, { cause: error }) : error;
  }
}

/** A few lines for the person at the terminal; the log is for machines. */
function welcome(isLocal: boolean, config: Config): void {
  console.log(`\n  FamiliarFaces is ready: ${config.publicUrl}\n`);
  if (isLocal)
    console.log(
      '  Sign-in is its own, for this machine alone: type any name. The README tells how to use Okta or another provider.',
    );
  console.log(`  Photos and names are kept in ${config.dataDir}\n`);
}

main().catch((error) => {
  console.error(error instanceof StartError ? error.message : error);
  process.exit(1);
});
