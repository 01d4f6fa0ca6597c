import http from 'node:http';
import dotenv from 'dotenv';
import pino from 'pino';
import { createApp } from './app';
import { ConfigError, readConfig } from './config';
import { createServices } from './services';
import { closeGracefully } from './web/shutdown';

async function main(): Promise<void> {
  dotenv.config({ quiet: true });
  const config = readConfig(process.env);
  const log = pino({
    level: config.logLevel,
    redact: ['*.headers.cookie', '*.headers.authorization', '*.id_token', '*.access_token', '*.refresh_token'],
  });
  const services = await createServices(config, log);
  const server = http.createServer(createApp(services).callback());
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(config.port, config.host, resolve);
  });
  closeGracefully(server, services, log);
  welcome(services.provider.isLocal, config);
}

/** A few lines for the person at the terminal; the log is for machines. */
function welcome(isLocal: boolean, config: ReturnType<typeof readConfig>): void {
  console.log(`\n  FamiliarFaces is ready: ${config.publicUrl}\n`);
  if (isLocal) console.log('  Sign-in is its own, for this machine alone: type any name. The README tells how to use Okta or another provider.');
  console.log(`  Photos and names are kept in ${config.dataDir}\n`);
}

main().catch((error) => {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exit(1);
});
