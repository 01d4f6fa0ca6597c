import path from 'node:path/posix';
import { StartError } from '../../start-error';

// Imports of a relative path. Comments and other strings match, too, so that nothing inside them is taken for an
// import.
const TOKENS =
  /\/\*[\s\S]*?\*\/|\/\/.*|(\bimport\s*\(?\s*|\bfrom\s*)'(\.\.?\/[^']+)'|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g;

/** The address of a published module, and of the modules that load before it runs. */
export interface LinkedScript {
  address: string;
  /**
   * Its own address, and those of everything that it imports as it loads, at any depth. Dynamic imports aren't among
   * them.
   */
  needs: ReadonlySet<string>;
}

/**
 * Replaces the relative paths by which ES modules import each other (`from './send.js'`) with the modules' addresses.
 * An address depends on the content, so imported modules are published first.
 * @param sources the modules' texts by their paths, relative to one folder
 * @param publish takes a module's path and linked text, and returns its address
 * @returns the linked modules by their paths
 * @throws {StartError} when a module imports one that doesn't exist, or modules import each other in a circle
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
