import { availableParallelism } from 'node:os';
import path from 'node:path';
import { type Settings, settings } from './env';
import type { MatchSettings } from './gallery/thresholds';
import type { SecretFiles } from './secret-files';
import { doubtsOf, faultsBetween, hasOwnAccounts, issuerOf } from './setting-rules';
import { StartError } from './start-error';

/** The OpenID provider, and the app's credentials there. */
export interface ProviderConfig {
  issuer: string;
  clientId: string;
  clientSecret: string;
}

/** Whom the settings let in, and who administers the app. Whoever is named in one of a list's ways is meant. */
export interface PeopleSettings {
  /** The claim that has somebody's groups: its name, or a path with dots. */
  groupsClaim: string;
  /** Everybody, if it names nobody. E-mail addresses are in lower case; one without an @ is a domain. */
  allowed: { groups: readonly string[]; emails: readonly string[] };
  admins: { groups: readonly string[]; emails: readonly string[] };
}

/** How much users may upload and store. */
export interface Limits {
  photoMegabytes: number;
  photoMegapixels: number;
  photosPerUpload: number;
  /** The size of an imported zip. */
  importMegabytes: number;
  /** How much the galleries that a user owns may take up, including drafts and recognitions, unless an administrator has set another limit. */
  storageMegabytes: number;
}

/** How many requests the app answers per minute. */
export interface Rates {
  perAddress: number;
  perUser: number;
  /** Sign-ins per address. */
  signIns: number;
  /** 404s allowed per user. */
  misses: number;
  /** Events that programs send, per user. */
  events: number;
}

/** What is kept of events. */
export interface EventSettings {
  /** The sites whose pages may send events: origins, or `*` for all. */
  origins: readonly string[];
  /** For how many days events and the counts of each hour are kept. Counts of days and of all time stay. */
  days: number;
  /** How much the events of a gallery may take up. */
  megabytes: number;
}

/** Where traces are sent, with OpenTelemetry's protocol (OTLP) over HTTP. */
export interface TracingConfig {
  /** Without `/v1/traces` and without a slash at its end. */
  endpoint: string;
  headers: Readonly<Record<string, string>>;
  serviceName: string;
  /** The part of all requests that is traced, from 0 to 1. */
  ratio: number;
}

/** Where backups are, and when the app makes them by itself. */
export interface BackupConfig {
  /** An absolute path. */
  folder: string;
  /** A time as cron has it; undefined when the app makes none by itself. */
  schedule: string | undefined;
  /** How many of the newest stay. */
  keep: number;
}

/** The app's settings, typed. src/env.ts has their defaults. */
export interface Config {
  production: boolean;
  logLevel: string;
  host: string;
  port: number;
  /** The address that people type, without a slash at the end. It may have a path. */
  publicUrl: string;
  /** How many proxies stand in front of the app; with 0, it ignores X-Forwarded-*. */
  trustProxy: number;
  /** The absolute path of the folder that holds everything the app keeps. */
  dataDir: string;
  /** How many processes like this one share `dataDir`. With 1, another one isn't let in. */
  processes: number;
  /** The first signs, all verify. Except in production with a provider it may be empty: then the app makes one and keeps it in `dataDir`. */
  appSecrets: readonly string[];
  /** Undefined means that nothing is measured. Without a port, the metrics are at /metrics of the app; then there is a key. */
  metrics: { port: number | undefined; host: string; key: string | undefined } | undefined;
  /** Undefined means that nothing is traced. */
  tracing: TracingConfig | undefined;
  /** Undefined when no folder is set. */
  backup: BackupConfig | undefined;
  sessionHours: number;
  /** Undefined means that the app signs people in itself. */
  provider: ProviderConfig | undefined;
  /** Without a provider: whether people have accounts here, with passwords. Otherwise any name signs in, on this computer alone. */
  ownAccounts: boolean;
  people: PeopleSettings;
  limits: Limits;
  rates: Rates;
  /** Clients that neither send nor take anything for so long are disconnected. */
  slowClientSeconds: number;
  /** Host names, addresses and networks (CIDR) that webhooks may be sent to, though they are private. */
  webhookAllowedHosts: readonly string[];
  match: MatchSettings;
  keepRecognitionsHours: number;
  events: EventSettings;
  keepAuditDays: number;
  /** What computes the networks; `auto` takes the native one where there is a binary. */
  engine: 'auto' | 'native' | 'wasm';
  /** What the native engine's numbers are; `auto` takes what is faster on the machine. */
  precision: 'auto' | 'int8' | 'float32';
  /** How many photos are read at the same time. */
  workers: number;
  /** How many threads one photo may use. Idle ones sleep, so several workers may share cores. */
  threads: number;
  /** How many photos may wait for a worker. */
  queue: number;
  /** What is allowed, but probably not meant: sentences for the log at the start. */
  doubts: readonly string[];
}

/** The settings are faulty. The message lists every fault with its remedy. */
export class ConfigError extends StartError {
  override name = 'ConfigError';

  constructor(readonly faults: readonly string[]) {
    super(`FamiliarFaces can't start with these settings:\n${faults.map((each) => `  - ${each}`).join('\n')}`);
  }
}

/** Writes an address as browsers do, without the slashes at its end. */
const withoutSlash = (address: string) => new URL(address).href.replace(/\/+$/, '');

function metricsOf({ METRICS_PORT: port, METRICS_HOST: host = '127.0.0.1', METRICS_KEY: key }: Settings) {
  return port === undefined && key === undefined ? undefined : { port, host, key };
}

function tracingOf(values: Settings): TracingConfig | undefined {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_HEADERS: headers } = values;
  if (endpoint === undefined) return undefined;
  return {
    endpoint,
    headers: Object.fromEntries(headers.map(([name, value = '']) => [name, value])),
    serviceName: values.OTEL_SERVICE_NAME,
    ratio: values.OTEL_TRACES_SAMPLER_ARG,
  };
}

function backupOf({ BACKUP_DIR, BACKUP_SCHEDULE: schedule, BACKUP_KEEP: keep }: Settings): BackupConfig | undefined {
  return BACKUP_DIR === undefined ? undefined : { folder: path.resolve(BACKUP_DIR), schedule, keep };
}

function toConfig(values: Settings): Config {
  const issuer = issuerOf(values);
  return {
    production: values.NODE_ENV === 'production',
    logLevel: values.LOG_LEVEL,
    host: values.HOST,
    port: values.PORT,
    publicUrl: values.PUBLIC_URL ? withoutSlash(values.PUBLIC_URL) : `http://localhost:${values.PORT}`,
    trustProxy: values.TRUST_PROXY,
    dataDir: path.resolve(values.DATA_DIR),
    processes: values.PROCESSES,
    appSecrets: values.APP_SECRET,
    metrics: metricsOf(values),
    tracing: tracingOf(values),
    backup: backupOf(values),
    sessionHours: values.SESSION_HOURS,
    provider: issuer
      ? { issuer, clientId: values.CLIENT_ID ?? '', clientSecret: values.CLIENT_SECRET ?? '' }
      : undefined,
    ownAccounts: hasOwnAccounts(values),
    people: {
      groupsClaim: values.OIDC_GROUPS_CLAIM,
      allowed: { groups: values.ALLOWED_GROUPS, emails: values.ALLOWED_EMAILS },
      admins: { groups: values.ADMIN_GROUP ? [values.ADMIN_GROUP] : [], emails: values.ADMIN_EMAILS },
    },
    limits: {
      photoMegabytes: values.MAX_PHOTO_MB,
      photoMegapixels: values.MAX_PHOTO_MEGAPIXELS,
      photosPerUpload: values.MAX_PHOTOS_PER_UPLOAD,
      importMegabytes: values.MAX_IMPORT_MB,
      storageMegabytes: values.MAX_STORAGE_MB,
    },
    rates: {
      perAddress: values.RATE_PER_ADDRESS,
      perUser: values.RATE_PER_USER,
      signIns: values.RATE_SIGN_INS,
      misses: values.RATE_MISSES,
      events: values.RATE_EVENTS,
    },
    slowClientSeconds: values.SLOW_CLIENT_SECONDS,
    webhookAllowedHosts: values.WEBHOOK_ALLOWED_HOSTS,
    match: { sure: values.MATCH_SURE, maybe: values.MATCH_MAYBE, margin: values.MATCH_MARGIN },
    keepRecognitionsHours: values.KEEP_RECOGNITIONS_HOURS,
    events: {
      origins: values.EVENTS_ORIGINS,
      days: values.KEEP_EVENTS_DAYS,
      megabytes: values.MAX_EVENTS_MB,
    },
    keepAuditDays: values.KEEP_AUDIT_DAYS,
    engine: values.RECOGNITION_ENGINE,
    precision: values.RECOGNITION_PRECISION,
    workers: values.RECOGNITION_WORKERS ?? Math.ceil(availableParallelism() / values.PROCESSES),
    threads: values.RECOGNITION_THREADS,
    queue: values.RECOGNITION_QUEUE,
    doubts: [...doubtsOf(values)],
  };
}

/** A value without the spaces and quotes that some tools leave around it: `docker run --env-file` takes both for a part of it. */
function bare(value = ''): string {
  const text = value.replace(/^[\s\ufeff]+|[\s\ufeff]+$/g, '');
  return /^(["'])(.*)\1$/s.exec(text)?.[2]?.trim() ?? text;
}

/**
 * Parses the settings. It reads nothing but `env`: no file, no network, no `process.env`.
 * An empty setting (`PORT=`) counts as not set.
 * @param files the secrets that were read from files
 * @throws {ConfigError} with every fault found
 */
export function readConfig(
  env: Readonly<Record<string, string | undefined>>,
  files: SecretFiles = { values: {}, faults: [] },
): Readonly<Config> {
  const typed = Object.entries(env)
    .map(([key, value]) => [key, bare(value)] as const)
    .filter(([, value]) => value);
  const given = { ...Object.fromEntries(typed), ...files.values };
  const read = settings.safeParse(given);
  const issues = read.error?.issues ?? [];
  const ofFiles = new Set<string>(files.faults.map(([name]) => name));
  const faulty = new Set([...issues.map(({ path: [key] }) => String(key)), ...ofFiles]);
  // Settings that could be read are also checked against each other.
  const usable =
    read.data ?? settings.parse(Object.fromEntries(Object.entries(given).filter(([key]) => !faulty.has(key))));
  const faults = [
    ...files.faults.map(([, fault]) => fault),
    ...issues.map(({ path: [key], message }) => `${String(key)} ${message}`),
    ...faultsBetween(usable, faulty),
  ];
  if (faults.length > 0) throw new ConfigError(faults);
  return Object.freeze(toConfig(usable));
}
