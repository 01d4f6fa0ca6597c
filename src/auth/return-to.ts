const HOME = '/';
const MAX_LENGTH = 2000;
// The base only serves to parse; nothing can resolve to it by accident.
const BASE = 'http://familiar-faces.invalid';
// These would send a person who has just signed in straight out, or round in a circle.
const NEVER = /^\/(login|logout|authorization-code|error)(\/|$)/i;
// What browsers strip, or read as a slash, before they look at an address (https://url.spec.whatwg.org/#url-parsing).
const TREACHEROUS = /[\\\p{Cc}\p{Cf}\p{Zs}\p{Zl}\p{Zp}\p{Cs}]/u;

/** Where to go after signing in: a path of ours with its query, or the dashboard when the value is anything else. */
export function safeReturnTo(value: unknown): string {
  if (typeof value !== 'string' || value.length > MAX_LENGTH || !isPath(value)) return HOME;
  if (!URL.canParse(value, BASE)) return HOME;
  const { origin, pathname, search } = new URL(value, BASE);
  // Parsing has resolved the dots: only now `/.//evil` shows that it is `//evil`, another host to a browser.
  if (origin !== BASE || !isOursDecoded(pathname)) return HOME;
  return pathname + search;
}

const isPath = (text: string) => text.startsWith('/') && !TREACHEROUS.test(text);

/** Whether a path is harmless however often something on the way decodes it. */
function isOursDecoded(pathname: string): boolean {
  let path = pathname;
  for (let rounds = 0; rounds < 5; rounds += 1) {
    if (path.includes('//') || /[\\\p{Cc}]/u.test(path) || NEVER.test(path)) return false;
    const decoded = decode(path);
    if (decoded === path) return true;
    if (decoded === undefined) return false;
    path = decoded;
  }
  return false;
}

function decode(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
