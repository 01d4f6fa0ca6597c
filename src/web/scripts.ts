import { StartError } from '../start-error';

// An import is followed by the name of a file beside the importing one; comments and other strings are passed over, so
// that nothing in them is taken for an import.
const TOKENS = /\/\*[\s\S]*?\*\/|\/\/.*|(\bimport\s*\(?\s*|\bfrom\s*)'\.\/([^']+)'|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g;

/**
 * Makes ES modules that import each other by relative path (`from './send.js'`) import the addresses that they are
 * published at. An address changes with the content, so what is imported is published first.
 * @param sources the modules by their files' names
 * @param publish takes a module's linked text, and gives its address
 * @throws {StartError} when a module imports what isn't there, or itself by way of others
 */
export function linkScripts(sources: ReadonlyMap<string, string>, publish: (name: string, text: string) => string): void {
  const addresses = new Map<string, string>();

  const addressOf = (name: string, importers: readonly string[]): string => {
    const known = addresses.get(name);
    if (known) return known;
    if (importers.includes(name)) throw new StartError(`Scripts import each other in a circle: ${[...importers, name].join(' → ')}.`);
    const source = sources.get(name);
    if (source === undefined) throw new StartError(`${importers.at(-1)} imports ${name}, which is not among the assets.`);
    const linked = source.replace(TOKENS, (token: string, before?: string, imported?: string) =>
      before && imported ? `${before}'${addressOf(imported, [...importers, name])}'` : token,
    );
    const address = publish(name, linked);
    addresses.set(name, address);
    return address;
  };
  for (const name of sources.keys()) addressOf(name, []);
}
