import { SETTING_NAMES as KNOWN } from './env';

/** Names that other apps have for our settings. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  OIDC_CLIENT_ID: 'CLIENT_ID',
  OIDC_CLIENT_SECRET: 'CLIENT_SECRET',
  OKTA_CLIENT_ID: 'CLIENT_ID',
  OKTA_CLIENT_SECRET: 'CLIENT_SECRET',
  OKTA_ISSUER: 'OIDC_ISSUER',
  OIDC_ISSUER_URL: 'OIDC_ISSUER',
  ISSUER: 'OIDC_ISSUER',
  OIDC_DOMAIN: 'OIDC_ISSUER',
  SESSION_SECRET: 'APP_SECRET',
  COOKIE_SECRET: 'APP_SECRET',
  SECRET_KEY: 'APP_SECRET',
  BASE_URL: 'PUBLIC_URL',
  APP_URL: 'PUBLIC_URL',
  SITE_URL: 'PUBLIC_URL',
};
/** What else belongs into a `.env` file, as it is for Node, Docker Compose and the like. */
const FOREIGN =
  /^(NODE_|npm_|COMPOSE_|DOCKER_|ORT_|OMP_|UV_|LC_|LANG$|TZ$|DEBUG$|PATH$|HOME$|(https?|no|all)_proxy$|CHROMIUM_PATH$)/i;
/** Node reads these before it runs the app. */
const TOO_LATE = ['NODE_EXTRA_CA_CERTS', 'NODE_OPTIONS', 'NODE_USE_ENV_PROXY', 'UV_THREADPOOL_SIZE'];
/** Beginnings that no other program's settings have. */
const OURS =
  /^(OIDC_(ISS|GROUPS)|ALLOWED_(GROUPS|EMAILS)|ADMIN_(GROUP|EMAILS)|OKTA_DOM|MATCH_(SURE|MAYBE|MARGIN)|RECOGNITION_|KEEP_(RECOGNITIONS|EVENTS|AUDIT)|METRICS_(PORT|HOST|KEY)|OTEL_EXPORTER_OTLP_(END|HEAD)|MAX_PHOTO|MAX_STORAGE|MAX_EVENTS|EVENTS_ORIG|RATE_PER_|RATE_SIGN|RATE_EVENTS|SLOW_CLIENT)/;

/**
 * Finds settings that are given under a name that isn't one of ours. Nothing reads them, so people would wonder why they do nothing.
 * @param file the names in the `.env` file, which is ours: any name that isn't known is reported
 * @param environment the names in the environment, which belongs to everyone: only what is surely meant for us is reported
 * @returns a sentence for each, with the name that was probably meant
 */
export function misspeltSettings(file: readonly string[], environment: readonly string[]): string[] {
  const warnings = file.filter((name) => !KNOWN.includes(name)).flatMap((name) => ofFile(name) ?? []);
  for (const name of environment) {
    const meant = KNOWN.includes(name) || file.includes(name) ? undefined : surelyMeant(name, environment);
    if (meant) warnings.push(`${name} in the environment is not a setting: did you mean ${meant}?`);
  }
  return warnings;
}

function ofFile(name: string): string | undefined {
  if (TOO_LATE.includes(name))
    return `${name} in .env comes too late: set it in the environment, before the app starts.`;
  const meant = ELSEWHERE[name] ?? nearest(name, Math.max(2, Math.floor(name.length / 3)));
  if (meant === undefined && FOREIGN.test(name)) return undefined;
  return `${name} in .env is not a setting${meant ? `: did you mean ${meant}?` : '. README.md lists all settings.'}`;
}

function surelyMeant(name: string, environment: readonly string[]): string | undefined {
  const inCapitals = name.toUpperCase();
  // Windows has no upper and lower case here, and shells have names such as `host` for themselves.
  if (KNOWN.includes(inCapitals)) return environment.includes(inCapitals) ? undefined : inCapitals;
  if (/^(npm|node)_/i.test(name) || !name.includes('_')) return lettersOnly(inCapitals);
  const close = nearest(inCapitals, inCapitals.length < 9 ? 1 : 2);
  const beginsAlike = close?.slice(0, 2) === inCapitals.slice(0, 2);
  if (close?.includes('_') && beginsAlike && (isSwap(inCapitals, close) || inCapitals.length >= 8)) return close;
  return OURS.test(inCapitals)
    ? nearest(inCapitals, inCapitals.length)
    : ELSEWHERE[inCapitals]?.startsWith('CLIENT')
      ? ELSEWHERE[inCapitals]
      : undefined;
}

/** A setting of several words that was written without the line between them. */
const lettersOnly = (name: string) => KNOWN.find((each) => each.includes('_') && each.replaceAll('_', '') === name);

const isSwap = (one: string, other: string) => [...one].sort().join('') === [...other].sort().join('');

function nearest(name: string, most: number): string | undefined {
  const near = KNOWN.filter(({ length }) => Math.abs(length - name.length) <= most) // the others are farther away
    .map((known) => ({ known, away: distance(name.toUpperCase(), known) }))
    .sort((a, b) => a.away - b.away);
  const [first] = near;
  return first && first.away <= most ? first.known : undefined;
}

/** How many letters have to be put in, taken out, changed, or swapped with the next one (Damerau and Levenshtein's distance). */
function distance(one: string, other: string): number {
  let [before, last]: number[][] = [[], Array.from({ length: other.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= one.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const same = one[i - 1] === other[j - 1] ? 0 : 1;
      const [above = 0, left = 0, corner = 0] = [last?.[j], row[j - 1], last?.[j - 1]];
      const swapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      row.push(
        Math.min(above + 1, left + 1, corner + same, swapped ? (before?.[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY),
      );
    }
    [before, last] = [last ?? [], row];
  }
  return last?.[other.length] ?? 0;
}
