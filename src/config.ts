import path from 'node:path';
import { faultsBetween, issuerOf, type Settings, settings } from './env';
import { StartError } from './start-error';

export interface ProviderConfig {
  issuer: string;
  clientId: string;
  clientSecret: string;
}

export interface Limits {
  photoMegabytes: number;
  photoMegapixels: number;
  photosPerUpload: number;
  /** Of a zip of photos. */
  importMegabytes: number;
  /** What each user's photos may take up, results and those that wait for an answer among them. */
  storageMegabytes: number;
}

/** How many requests are answered in a minute. */
export interface Rates {
  perAddress: number;
  perUser: number;
  /** From one address. */
  signIns: number;
  /** Of one user, for what isn't there. */
  misses: number;
}

/** Bounds on the Euclidean distance of two descriptors; see docs/accuracy.md for what each costs. */
export interface MatchThresholds {
  sure: number;
  maybe: number;
  /** How far behind the runner-up must be for a sure match. */
  margin: number;
}

export interface Config {
  production: boolean;
  logLevel: string;
  host: string;
  port: number;
  /** The address that people type, without a slash at the end. */
  publicUrl: string;
  /** How many proxies stand in front; 0 ignores X-Forwarded-* altogether. */
  trustProxy: number;
  /** Absolute. Holds everything that the app keeps. */
  dataDir: string;
  /** The first signs, all verify; none outside production means one generated and kept in `dataDir`. */
  appSecrets: readonly string[];
  sessionHours: number;
  /** Undefined outside production means the app's own local provider. */
  provider: ProviderConfig | undefined;
  limits: Limits;
  rates: Rates;
  /** Whoever neither sends nor takes anything for so long is cut off. */
  slowClientSeconds: number;
  match: MatchThresholds;
  keepRecognitionsHours: number;
  /** What computes the networks; auto takes the native one where there is a binary. */
  engine: 'auto' | 'native' | 'wasm';
  /** Photos worked on at the same time. */
  workers: number;
  /** Threads that one photo may use; they sleep when there is nothing to do, so several workers may share cores. */
  threads: number;
  /** Photos that may wait for a worker. */
  queue: number;
}

/** Every fault of the settings at once, each with its remedy. */
export class ConfigError extends StartError {
  override name = 'ConfigError';

  constructor(readonly faults: readonly string[]) {
    super(`FamiliarFaces can't start with these settings:\n${faults.map((each) => `  - ${each}`).join('\n')}`);
  }
}

function toConfig(values: Settings): Config {
  const issuer = issuerOf(values);
  return {
    production: values.NODE_ENV === 'production',
    logLevel: values.LOG_LEVEL,
    host: values.HOST,
    port: values.PORT,
    publicUrl: values.PUBLIC_URL ? new URL(values.PUBLIC_URL).origin : `http://localhost:${values.PORT}`,
    trustProxy: values.TRUST_PROXY,
    dataDir: path.resolve(values.DATA_DIR),
    appSecrets: values.APP_SECRET,
    sessionHours: values.SESSION_HOURS,
    provider: issuer
      ? { issuer, clientId: values.CLIENT_ID ?? '', clientSecret: values.CLIENT_SECRET ?? '' }
      : undefined,
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
    },
    slowClientSeconds: values.SLOW_CLIENT_SECONDS,
    match: { sure: values.MATCH_SURE, maybe: values.MATCH_MAYBE, margin: values.MATCH_MARGIN },
    keepRecognitionsHours: values.KEEP_RECOGNITIONS_HOURS,
    engine: values.RECOGNITION_ENGINE,
    workers: values.RECOGNITION_WORKERS,
    threads: values.RECOGNITION_THREADS,
    queue: values.RECOGNITION_QUEUE,
  };
}

/**
 * Reads the settings, and touches nothing else: no file, no network, no `process.env`.
 * A setting left empty (`PORT=`) counts as not set.
 * @throws {ConfigError} with every fault found
 */
export function readConfig(env: Record<string, string | undefined>): Readonly<Config> {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()));
  const read = settings.safeParse(given);
  const issues = read.error?.issues ?? [];
  const faulty = new Set(issues.map(({ path: [key] }) => String(key)));
  // The faults between settings are looked for among the ones that could be read.
  const usable =
    read.data ?? settings.parse(Object.fromEntries(Object.entries(given).filter(([key]) => !faulty.has(key))));
  const faults = [
    ...issues.map(({ path: [key], message }) => `${String(key)} ${message}`),
    ...faultsBetween(usable, faulty),
  ];
  if (faults.length > 0) throw new ConfigError(faults);
  return Object.freeze(toConfig(usable));
}
