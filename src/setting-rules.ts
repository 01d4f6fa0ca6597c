import path from 'node:path';
import type { Settings } from './env';
import { isLoopback } from './loopback';

// What must hold between settings, and what follows from several of them.

const PROVIDER_SETTINGS = ['OIDC_ISSUER', 'OKTA_DOMAIN', 'CLIENT_ID', 'CLIENT_SECRET'] as const;

/** These name people by what a provider says of them. */
const PEOPLE_SETTINGS = ['ALLOWED_GROUPS', 'ALLOWED_EMAILS', 'ADMIN_GROUP', 'ADMIN_EMAILS'] as const;

/** The address of the configured sign-in provider; undefined when none is configured. */
export function issuerOf(values: Settings): string | undefined {
  return values.OIDC_ISSUER ?? (values.OKTA_DOMAIN && `https://${values.OKTA_DOMAIN}/oauth2/default`);
}

/**
 * Whether the app has accounts of its own: nobody else signs people in, and others than this computer's users may reach it. In production
 * somebody surely does, through a proxy.
 */
export function hasOwnAccounts(values: Settings): boolean {
  const { NODE_ENV, HOST, PUBLIC_URL } = values;
  const isReachable = !isLoopback(HOST) || (PUBLIC_URL !== undefined && !isLoopback(new URL(PUBLIC_URL).hostname));
  return issuerOf(values) === undefined && (NODE_ENV === 'production' || isReachable);
}

/**
 * Finds what is wrong with settings that are well-formed, but don't fit together.
 * @param faulty the settings that couldn't be read: they count as set, so that they aren't reported as missing
 */
export function* faultsBetween(values: Settings, faulty: ReadonlySet<string>): Generator<string> {
  const isGiven = (key: keyof Settings) => faulty.has(key) || String(values[key] ?? '') !== '';
  const production = values.NODE_ENV === 'production';
  if (values.RECOGNITION_ENGINE === 'wasm' && values.RECOGNITION_PRECISION === 'int8')
    yield 'RECOGNITION_PRECISION is int8, which only the native engine has: set it to auto, or RECOGNITION_ENGINE to native';
  if (PROVIDER_SETTINGS.some(isGiven)) yield* faultsOfProvider(values, isGiven);
  else {
    for (const each of PEOPLE_SETTINGS.filter(isGiven))
      yield `${each} is set, but the built-in sign-in and the app's own accounts know neither groups nor e-mail addresses: set OIDC_ISSUER, CLIENT_ID, and CLIENT_SECRET, or remove ${each}`;
  }
  yield* faultsOfProcesses(values, isGiven);
  yield* faultsOfMetrics(values, isGiven);
  yield* faultsOfTracing(isGiven);
  yield* faultsOfBackups(values, isGiven);
  // Without a provider, whatever it protects is in DATA_DIR beside the one that the app makes: a first try needs no settings.
  if (production && PROVIDER_SETTINGS.some(isGiven) && !isGiven('APP_SECRET'))
    yield 'APP_SECRET is missing: make one with `openssl rand -hex 32`';
  const { MATCH_SURE: sure, MATCH_MAYBE: maybe } = values;
  if (sure !== undefined && maybe !== undefined && maybe < sure) {
    yield 'MATCH_MAYBE is below MATCH_SURE: it must be at least as high, as it decides when to ask and not when to name';
  }
}

function* faultsOfProcesses(values: Settings, isGiven: (key: keyof Settings) => boolean) {
  if (values.PROCESSES === 1 || PROVIDER_SETTINGS.some(isGiven) || hasOwnAccounts(values)) return;
  yield `PROCESSES is ${values.PROCESSES}, but the built-in sign-in, which takes any name, works in one process alone: set OIDC_ISSUER, CLIENT_ID, and CLIENT_SECRET, or remove PROCESSES`;
}

function* faultsOfMetrics({ PORT, METRICS_PORT }: Settings, isGiven: (key: keyof Settings) => boolean) {
  if (METRICS_PORT === PORT)
    yield 'METRICS_PORT is PORT: set another one, or METRICS_KEY alone, and the metrics are at /metrics of the app';
  if (isGiven('METRICS_HOST') && !isGiven('METRICS_PORT'))
    yield 'METRICS_HOST is set without METRICS_PORT: set METRICS_PORT, too, or remove METRICS_HOST';
}

function* faultsOfTracing(isGiven: (key: keyof Settings) => boolean) {
  if (isGiven('OTEL_EXPORTER_OTLP_ENDPOINT')) return;
  if (isGiven('OTEL_EXPORTER_OTLP_HEADERS'))
    yield 'OTEL_EXPORTER_OTLP_HEADERS is set without OTEL_EXPORTER_OTLP_ENDPOINT: set the address of your collector, too, or remove the headers';
}

function* faultsOfBackups({ BACKUP_DIR, DATA_DIR }: Settings, isGiven: (key: keyof Settings) => boolean) {
  if (isGiven('BACKUP_SCHEDULE') && !isGiven('BACKUP_DIR'))
    yield 'BACKUP_SCHEDULE is set without BACKUP_DIR: set the folder for backups, too, or remove BACKUP_SCHEDULE';
  if (BACKUP_DIR === undefined) return;
  const [backups, data] = [path.resolve(BACKUP_DIR), path.resolve(DATA_DIR)];
  if (isBelow(backups, data) || isBelow(data, backups))
    yield 'BACKUP_DIR is DATA_DIR, or one is inside the other: set BACKUP_DIR to a folder apart, on another disk if there is one';
}

/** Whether a folder is another one or inside it. */
const isBelow = (folder: string, other: string) => !path.relative(other, folder).startsWith('..');

function* faultsOfProvider(values: Settings, isGiven: (key: keyof Settings) => boolean): Generator<string> {
  const issuer = issuerOf(values);
  if (!isGiven('OIDC_ISSUER') && !isGiven('OKTA_DOMAIN')) {
    yield 'OIDC_ISSUER is missing: the address of your sign-in provider (or OKTA_DOMAIN, the domain of your Okta account). Without a provider, remove CLIENT_ID and CLIENT_SECRET';
  }
  if (!isGiven('CLIENT_ID')) yield 'CLIENT_ID is missing: your provider shows it on the page of the app you registered';
  if (!isGiven('CLIENT_SECRET')) yield 'CLIENT_SECRET is missing: your provider shows it next to the client ID';
  const { OKTA_DOMAIN = '', OIDC_ISSUER = `https://${OKTA_DOMAIN}` } = values;
  if (/^https:\/\/[^/]+-admin\.okta/.test(OIDC_ISSUER))
    yield `${values.OIDC_ISSUER ? 'OIDC_ISSUER' : 'OKTA_DOMAIN'} is the address of Okta’s admin console: leave out “-admin”`;
  if (issuer && new URL(issuer).protocol !== 'https:' && !isLoopback(new URL(issuer).hostname)) {
    yield 'OIDC_ISSUER must start with https://: others can read and forge a sign-in over http';
  }
}

/** Finds what may be meant, but probably isn't: sentences for the log. */
export function* doubtsOf({ HOST, PUBLIC_URL, PORT }: Settings): Generator<string> {
  if (!isLoopback(HOST) && !PUBLIC_URL)
    yield `HOST is ${HOST}, so other computers reach the app, but after signing in they are sent to http://localhost:${PORT}: set PUBLIC_URL to the address that people open`;
}
