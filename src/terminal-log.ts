const CHANGES_NOTHING = ['GET', 'HEAD', 'OPTIONS'];
/** pino's levels that get a word (https://getpino.io/#/docs/api?id=loggerlevels-object). */
const LEVELS: Readonly<Record<number, string>> = { 20: 'debug', 40: 'warning', 50: 'error', 60: 'fatal' };

interface Line {
  level: number;
  time: number;
  msg?: string;
  method?: string;
  path?: string;
  status?: number;
  ms?: number;
  leftOut?: number;
  id?: string;
  err?: { stack?: string; message?: string };
}

/**
 * Makes the log readable for a person at a terminal, where machines would get JSON. Of requests it shows those that changed something
 * or failed: a page alone takes two dozen that nobody wants to know of.
 * @param write prints a text
 * @param showsAll for `LOG_LEVEL=debug`, which asks for everything
 */
export const terminalLog = (write: (text: string) => void, showsAll: boolean) => ({
  write(json: string): void {
    const line = JSON.parse(json) as Line;
    const text = line.msg === 'request answered' ? requestLine(line, showsAll) : otherLine(line);
    if (text !== undefined) write(`${new Date(line.time).toTimeString().slice(0, 8)} ${visible(text)}\n`);
  },
});

/** Characters that a terminal takes as orders, or that turn text around. Line breaks are the log's own; joiners belong to emojis and Persian words. */
const ORDERS = /(?!\n|\u200c|\u200d)[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** A text as a terminal may get it: characters that it would take as orders are written as `\u001b`. */
export const visible = (text: string): string =>
  text.replace(ORDERS, (each) => `\\u${(each.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`);

function requestLine(
  { method = '', path = '', status = 0, ms = 0, leftOut = 0 }: Line,
  showsAll: boolean,
): string | undefined {
  const matters = status >= 400 || !CHANGES_NOTHING.includes(method);
  const more = leftOut > 0 ? `, and ${leftOut} more like it before` : '';
  return matters || showsAll ? `${method} ${path} ${status} ${Math.round(ms)} ms${more}` : undefined;
}

// A refused request has a line of its own, with its path.
function otherLine({ level, msg = '', id, err }: Line): string | undefined {
  if (msg === 'request refused' && !err) return undefined;
  const word = LEVELS[level];
  const cause = level >= 50 ? err?.stack : err?.message;
  return [word && `${word}:`, msg, id && `(${id})`, cause && `\n  ${cause.replaceAll('\n', '\n  ')}`]
    .filter(Boolean)
    .join(' ');
}
