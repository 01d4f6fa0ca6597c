import path from 'node:path/posix';
import { StartError } from '../../start-error';

// An import is followed by a relative path; comments and other strings are passed over, so that nothing in them is taken
// for an import.
const TOKENS =
  /\/\*[\s\S]*?\*\/|\/\/.*|(\bimport\s*\(?\s*|\bfrom\s*)'(\.\.?\/[^']+)'|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g;

/** What a module is published at, and what is loaded before it runs. */
export interface LinkedScript {
  address: string;
  /** The addresses of what it imports when it is loaded, at any depth, and its own; not of what it may import later. */
  needs: ReadonlySet<string>;
}

/**
 * Makes ES modules that import each other by relative path (`from './send.js'`) import the addresses that they are
 * published at. An address changes with the content, so what is imported is published first.
 * @param sources the modules by their paths, which are relative to one folder
 * @param publish takes a module's path and linked text, and returns its address
 * @returns them by their paths
 * @throws {StartError} when a module imports what isn't there, or itself by way of others
 */
export function linkScripts(
  sources: ReadonlyMap<string, string>,
  publish: (name: string, text: string) => string,
): ReadonlyMap<string, LinkedScript> {
  const scripts = new Map<string, LinkedScript>();

  const link = (name: string, importers: readonly string[]): LinkedScript => {
    const known = scripts.get(name);
    if (known) return known;
    if (importers.includes(name))
      throw new StartError(`Scripts import each other in a circle: ${[...importers, name].join(' → ')}.`);
    const source = sources.get(name);
    if (source === undefined)
      throw new StartError(`${importers.at(-1)} imports ${name}, which is not among the assets.`);
    const needs = new Set<string>();
    const text = source.replace(TOKENS, (token: string, before?: string, imported?: string) => {
      if (!before || !imported) return token;
      const script = link(path.join(path.dirname(name), imported), [...importers, name]);
      if (!before.includes('(')) for (const need of script.needs) needs.add(need);
      return `${before}'${script.address}'`;
    });
    const address = publish(name, text);
    const linked = { address, needs: needs.add(address) };
    scripts.set(name, linked);
    return linked;
  };
  for (const name of sources.keys()) link(name, []);
  return scripts;
}
