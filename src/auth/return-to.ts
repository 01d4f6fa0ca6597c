const HOME = '/';
const MAX_LENGTH = 2000;
// Relative addresses need a base to be parsed. No real address has this one (RFC 2606).
const BASE = 'http://familiar-faces.invalid';
// These would sign a person out who has just signed in, or send them round in a circle.
const NEVER = /^(?:\/g\/[^/]*)?\/(login|logout|authorization-code|error|sign-in)(\/|$)/i;
// Parsing has resolved those that weren't encoded twice.
const DOTS = /\/\.{1,2}(\/|$)/;
// Browsers strip these from an address, or read them as a slash (https://url.spec.whatwg.org/#url-parsing).
const TREACHEROUS = /[\\\p{Cc}\p{Cf}\p{Zs}\p{Zl}\p{Zp}\p{Cs}]/u;

/**
 * Where to go after signing in: the value if it is a path of this app, with its query; otherwise the dashboard. What stands before all paths
 * of the app isn't part of it, so it can't lead to a neighbor on the same host.
 */
export function safeReturnTo(value: unknown): string {
  if (typeof value !== 'string' || value.length > MAX_LENGTH || !isPath(value)) return HOME;
  if (!URL.canParse(value, BASE)) return HOME;
  const { origin, pathname, search } = new URL(value, BASE);
  // Parsing resolves dots: `/.//evil` becomes `//evil`, which a browser takes for another host.
  if (origin !== BASE || !isOursDecoded(pathname)) return HOME;
  return pathname + search;
}

const isPath = (text: string) => text.startsWith('/') && !TREACHEROUS.test(text);

/** Whether a path is harmless however often a proxy or browser decodes it. */
function isOursDecoded(pathname: string): boolean {
  let path = pathname;
  for (let rounds = 0; rounds < 5; rounds += 1) {
    if (path.includes('//') || DOTS.test(path) || /[\\\p{Cc}]/u.test(path) || NEVER.test(path)) return false;
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
