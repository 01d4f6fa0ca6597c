import { availableParallelism } from 'node:os';
import { Cron } from 'croner';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { isEmailAddress } from './email-address';

// The settings as the environment has them: the form and default of each. What must hold between them is in setting-rules.ts.
// The sentence of each fault begins with the setting's name and ends with its remedy.

/** These may come from files, too (secret-files.ts), and no message quotes them. */
export const SECRETS = ['CLIENT_SECRET', 'APP_SECRET', 'METRICS_KEY', 'OTEL_EXPORTER_OTLP_HEADERS'] as const;
export type SecretName = (typeof SECRETS)[number];

const number = (min: number, max: number) =>
  z.coerce
    .number(`must be a number from ${min} to ${max}`)
    .int('must be a whole number')
    .min(min, `must be at least ${min}`)
    .max(max, `must be at most ${max}`);
const whole = (min: number, max: number, otherwise: number) => number(min, max).default(otherwise);
const HOST_NAME = /^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/;
const isAllowedHost = (text: string) => ipaddr.isValidCIDR(text) || ipaddr.isValid(text) || HOST_NAME.test(text);
const distance = z.coerce
  .number('must be a number from 0 to 2')
  .min(0, 'must be at least 0')
  .max(2, 'must be at most 2')
  .optional();
const hostName = z.string().transform((host) => host.replace(/^\[(.+)\]$/, '$1'));
const httpUrl = z.url({
  protocol: /^https?$/,
  error: 'must be an address such as https://faces.example.org',
  abort: true,
});
// Of a path, only what browsers and proxies leave as it is. No part of it begins with a dot.
const ORIGIN_AND_PATH = /^https?:\/\/[^/?#@\\]+(\/[\w~-][\w.~-]*)*\/*$/i;

const isOriginOrAll = (text: string) =>
  text === '*' || (/^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text);

const MAIL_DOMAIN = /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/;
// A star is no pattern here, so that it isn't taken for one.
const isMailAddress = (text: string) => !text.includes('*') && isEmailAddress(text);
const listOf = (text: string) =>
  text
    .split(',')
    .map((each) => each.trim())
    .filter(Boolean);

const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;
const HEADER_VALUE = /^[\t\x20-\x7e]+$/;
/** Splits headers of the form `name=value,name=value`, with values as in addresses. @returns those that can't be read without a value */
const headersIn = (text: string) =>
  listOf(text).map((each): [name: string, value: string | undefined] => {
    const [name = '', ...value] = each.split('=');
    return [name.trim(), decoded(value.join('=').trim())];
  });

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** Whether a text is a time as cron has it, of which there is a next one. */
function isSchedule(text: string): boolean {
  try {
    return new Cron(text, { paused: true }).nextRun() !== null;
  } catch {
    return false;
  }
}

/** The schema of all settings, which come as texts. A key is the name of an environment variable. */
export const settings = z.object({
  NODE_ENV: z
    .string()
    // Anything else may start the built-in sign-in, which accepts any name.
    .refine((mode) => mode === 'production' || !/^\s*prod|^p.{8,10}on$/i.test(mode), 'must be production, spelled so')
    .default('development'),
  LOG_LEVEL: z
    .enum(['silent', 'error', 'warn', 'info', 'debug'], 'must be one of silent, error, warn, info, debug')
    .default('info'),
  HOST: hostName.default('127.0.0.1'),
  PORT: whole(1, 65535, 8080),
  PUBLIC_URL: httpUrl
    .refine(
      (address) => ORIGIN_AND_PATH.test(address),
      'must be a host, such as https://faces.example.org, or a host and a plain path, such as https://example.org/faces',
    )
    .optional(),
  TRUST_PROXY: whole(0, 10, 0),
  DATA_DIR: z.string().default('./data'),
  PROCESSES: whole(1, 32, 1),
  APP_SECRET: z
    .string()
    .transform((text) =>
      text
        .split(',')
        .map((each) => each.trim())
        .filter(Boolean),
    )
    .refine(
      (all) => all.every((each) => each.length >= 32),
      'is shorter than 32 characters: make one with `openssl rand -hex 32`',
    )
    .default([]),
  METRICS_PORT: number(1, 65535).optional(),
  METRICS_HOST: hostName.optional(),
  METRICS_KEY: z
    .string()
    .regex(/^[!-~]{32,}$/, 'must be 32 characters or more, without spaces: make one with `openssl rand -hex 32`')
    .optional(),
  // Named and written as every program's that sends traces: https://opentelemetry.io/docs/languages/sdk-configuration/otlp-exporter/
  OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl.transform((address) => address.replace(/\/+$/, '')).optional(),
  OTEL_EXPORTER_OTLP_HEADERS: z
    .string()
    .transform(headersIn)
    .refine(
      (all) => all.every(([name, value]) => HEADER_NAME.test(name) && value !== undefined && HEADER_VALUE.test(value)),
      'must be headers such as Authorization=Bearer%20key, with commas between them and other characters than letters and digits as in an address',
    )
    .default([]),
  OTEL_SERVICE_NAME: z.string().max(200, 'is longer than 200 characters').default('familiar-faces'),
  OTEL_TRACES_SAMPLER_ARG: z.coerce
    .number('must be a number from 0 to 1')
    .min(0, 'must be at least 0')
    .max(1, 'must be at most 1')
    .default(1),
  BACKUP_DIR: z.string().optional(),
  BACKUP_SCHEDULE: z
    .string()
    .refine(isSchedule, 'must be a time as cron has it, such as 0 3 * * * for each night at three')
    .optional(),
  BACKUP_KEEP: whole(1, 10_000, 14),
  SESSION_HOURS: whole(1, 24 * 365, 24 * 7),
  // Providers also show the address of their description, which is the issuer with this at its end.
  OIDC_ISSUER: httpUrl
    .transform((address) => address.replace(/\/\.well-known\/openid-configuration\/?$/, '') || address)
    .optional(),
  OKTA_DOMAIN: z.hostname('must be a bare domain such as dev-123456.okta.com').optional(),
  CLIENT_ID: z.string().optional(),
  CLIENT_SECRET: z.string().optional(),
  OIDC_GROUPS_CLAIM: z.string().max(200, 'is longer than 200 characters').default('groups'),
  ALLOWED_GROUPS: z.string().transform(listOf).default([]),
  ALLOWED_EMAILS: z
    .string()
    .transform((text) => listOf(text.toLowerCase()).map((each) => each.replace(/^@/, '')))
    .refine(
      (all) => all.every((each) => isMailAddress(each) || MAIL_DOMAIN.test(each)),
      'must have addresses or domains, such as ada@example.org,example.net',
    )
    .default([]),
  ADMIN_GROUP: z.string().optional(),
  // A whole domain would make too many people administrators to be meant.
  ADMIN_EMAILS: z
    .string()
    .transform((text) => listOf(text.toLowerCase()))
    .refine((all) => all.every(isMailAddress), 'must have addresses, such as ada@example.org')
    .default([]),
  MAX_PHOTO_MB: whole(1, 100, 15),
  MAX_PHOTO_MEGAPIXELS: whole(1, 200, 50),
  MAX_PHOTOS_PER_UPLOAD: whole(1, 100, 20),
  MAX_IMPORT_MB: whole(1, 100_000, 2000),
  MAX_STORAGE_MB: whole(1, 100_000_000, 10_000),
  RATE_PER_ADDRESS: whole(1, 1_000_000, 3000),
  RATE_PER_USER: whole(1, 1_000_000, 1200),
  RATE_SIGN_INS: whole(1, 1_000_000, 60),
  RATE_MISSES: whole(1, 1_000_000, 100),
  RATE_EVENTS: whole(1, 100_000_000, 12_000),
  SLOW_CLIENT_SECONDS: whole(1, 3600, 30),
  WEBHOOK_ALLOWED_HOSTS: z
    .string()
    .transform((text) =>
      text
        .toLowerCase()
        .split(',')
        .map((each) =>
          each
            .trim()
            .replace(/^\[(.+)\]$/, '$1')
            .replace(/\.$/, ''),
        )
        .filter(Boolean),
    )
    .refine(
      (all) => all.every(isAllowedHost),
      'must have host names, addresses, or networks, such as homeassistant.local,192.168.1.0/24',
    )
    .default([]),
  // Without these, the app's measurements decide: `MATCH_RULE` of src/gallery/thresholds.ts.
  MATCH_SURE: distance,
  MATCH_MAYBE: distance,
  MATCH_MARGIN: distance,
  KEEP_RECOGNITIONS_HOURS: whole(1, 24 * 365, 24),
  KEEP_EVENTS_DAYS: whole(1, 3650, 90),
  MAX_EVENTS_MB: whole(1, 100_000, 500),
  EVENTS_ORIGINS: z
    .string()
    .transform((text) => text.split(/[\s,]+/).filter(Boolean))
    .refine(
      (all) => all.every(isOriginOrAll),
      'must be origins such as https://blog.example.org, with commas between them, or * for all',
    )
    .default([]),
  KEEP_AUDIT_DAYS: whole(1, 3650, 365),
  RECOGNITION_ENGINE: z.enum(['auto', 'native', 'wasm'], 'must be one of auto, native, wasm').default('auto'),
  RECOGNITION_PRECISION: z.enum(['auto', 'int8', 'float32'], 'must be one of auto, int8, float32').default('auto'),
  RECOGNITION_WORKERS: number(1, 64).optional(),
  RECOGNITION_THREADS: whole(1, 64, availableParallelism()),
  RECOGNITION_QUEUE: whole(1, 10_000, 2 * availableParallelism() ** 2),
});
export type Settings = z.infer<typeof settings>;

/** All settings' names, and those of the files that have secrets. */
export const SETTING_NAMES: readonly string[] = [
  ...Object.keys(settings.shape),
  ...SECRETS.map((each) => `${each}_FILE`),
];
