import { API_PREFIX } from '../../web/responses/api-paths';
import { EXAMPLES } from '../examples';
import type { Operation } from '../protocol/operation';

/** Examples that everybody has by the same name. */
const SAME_FOR_ALL: readonly string[] = [EXAMPLES.collection];
/** The files that pictures and zips are saved as. */
const ENDINGS: Readonly<Record<string, string>> = { 'image/jpeg': 'jpg', 'application/zip': 'zip' };

/** The shell variables of the examples by the ids that they stand for: `PERSON`, `OTHER_PERSON`. */
export const VARIABLES: ReadonlyMap<string, string> = new Map(
  Object.entries(EXAMPLES)
    .filter(([, id]) => !SAME_FOR_ALL.includes(id))
    .map(([name, id]) => [id, name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()]),
);

/** Puts variables in the place of ids. */
function withVariables(text: string, write: (variable: string) => string): string {
  return [...VARIABLES].reduce((changed, [id, variable]) => changed.replaceAll(id, write(variable)), text);
}

const inDoubleQuotes = (text: string) => `"${withVariables(text, (variable) => `$${variable}`)}"`;

const inSingleQuotes = (text: string) =>
  `'${withVariables(text.replaceAll("'", "'\\''"), (variable) => `'"$${variable}"'`)}'`;

const textOf = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

/** A path with its parameters filled in. */
export const fillIn = (path: string, params: Readonly<Record<string, string>> = {}): string =>
  path.replace(/:(\w+)/g, (_all, name: string) => encodeURIComponent(params[name] ?? name));

/** The address of a call’s example, below `/api/v1`. */
export function exampleAddress({ path, example: { params, query = {} } }: Operation): string {
  const search = new URLSearchParams(
    Object.entries(query).map(([name, value]): [string, string] => [name, `${value}`]),
  );
  return fillIn(path, params) + (search.size > 0 ? `?${search}` : '');
}

/** What an answer's file is saved as; undefined for JSON. */
function savedAs({ id, answers }: Operation): string | undefined {
  const { media } = Object.values(answers).find((answer) => answer.media !== undefined) ?? {};
  return media === undefined ? undefined : `${id}.${ENDINGS[media] ?? 'bin'}`;
}

function partsOf({ body, example }: Operation): string[] {
  if (body?.kind === 'json')
    return ["-H 'Content-Type: application/json'", `-d ${inSingleQuotes(JSON.stringify(example.body ?? {}))}`];
  if (body?.kind !== 'files') return [];
  const fields = Object.entries((example.body ?? {}) as Record<string, unknown>);
  return [
    ...fields.map(([name, value]) => `-F ${inSingleQuotes(`${name}=${textOf(value)}`)}`),
    ...(example.files ?? []).map((file) => `-F file=@${file}`),
  ];
}

/** A call’s example for a shell, in which `URL` and `KEY` are set, and the variables that it names. */
export function curlOf(operation: Operation): string {
  const parts = partsOf(operation);
  const usual = parts.length > 0 ? 'post' : 'get';
  const method = operation.method === usual ? '' : `-X ${operation.method.toUpperCase()} `;
  const file = savedAs(operation);
  return [
    `curl ${method}${inDoubleQuotes(`$URL${API_PREFIX}${exampleAddress(operation)}`)}`,
    '-H "Authorization: Bearer $KEY"',
    ...parts,
    ...(file ? [`-o ${file}`] : []),
  ].join(' \\\n  ');
}
