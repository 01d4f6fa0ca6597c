import { ConfigError } from '../../config';
import type { CommandContext } from '../command-context';
import { logTo } from '../log-to';
import { checkAddress } from './check-address';
import { checkBackups } from './check-backups';
import { checkCatalog } from './check-catalog';
import { checkDataFolder } from './check-data-folder';
import { checkEngine } from './check-engine';
import { checkPort } from './check-port';
import { checkSignIn } from './check-sign-in';
import { checkWebhooks } from './check-webhooks';
import { type Check, doubt, type Finding, fault, good } from './finding';

/** In the order in which one hangs on another. */
const CHECKS: ReadonlyArray<readonly [about: string, check: Check]> = [
  ['data folder', checkDataFolder],
  ['catalog', checkCatalog],
  ['recognition', checkEngine],
  ['port', checkPort],
  ['address', checkAddress],
  ['sign-in', checkSignIn],
  ['webhooks', checkWebhooks],
  ['backups', checkBackups],
];

/** Looks at everything that the app needs, and tells what it finds as it goes. Without usable settings, the rest can't be looked at. */
export async function* runChecks({ terminal, readSettings }: CommandContext): AsyncGenerator<Finding, void, undefined> {
  yield good('Node.js', `${process.versions.node} on ${process.platform}, ${process.arch}.`);
  let settings: ReturnType<typeof readSettings>;
  try {
    settings = readSettings();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const each of error.faults) yield fault('settings', each);
    return;
  }
  const { config, doubts } = settings;
  for (const each of doubts) yield doubt('settings', each);
  if (doubts.length === 0) yield good('settings', `They can be used${config.production ? ' in production' : ''}.`);
  const log = logTo(terminal, config.logLevel);
  for (const [about, check] of CHECKS) {
    terminal.signal.throwIfAborted();
    yield* await check({ config, log }).catch((error) => [fault(about, error.message)]);
  }
}
