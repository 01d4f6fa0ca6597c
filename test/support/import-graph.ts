import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { globSync } from 'glob';
import ts from 'typescript';

/** The files of a folder, each with those of them that it imports, be it for a type alone: TypeScript, and the scripts of the browser. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

/** @param folder an absolute path, as those in the graph are */
export function importGraphOf(folder: string): ImportGraph {
  const graph = new Map(
    globSync('**/*.{ts,js}', { cwd: folder, absolute: true }).map((file) => [file, importsOf(file)] as const),
  );
  const unknown = [...graph.values()].flat().filter((imported) => !graph.has(imported));
  if (unknown.length > 0) throw new Error(`These imports lead to no file of ${folder}: ${unknown.join(', ')}`);
  return graph;
}

/** Imports and exports from, `import()` of modules and of types, and `require`. */
function importsOf(file: string): string[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(file, 'utf8'), true, true);
  const own = importedFiles.map(({ fileName }) => fileName).filter((fileName) => fileName.startsWith('.'));
  const imported = own.map((fileName) => {
    const target = path.resolve(path.dirname(file), fileName);
    // `./x.js` names x.ts, too, if that is what there is.
    return existsSync(target) && target.endsWith('.js') ? target : `${target.replace(/\.js$/, '')}.ts`;
  });
  // errors.ts derives a type from its own exports, which leads nowhere else.
  return imported.filter((each) => each !== file);
}

/** Files that import each other in a circle, in order; undefined when there are none. */
export function findCircle(graph: ImportGraph): string[] | undefined {
  const done = new Set<string>();
  const search = (file: string, way: readonly string[]): string[] | undefined => {
    if (way.includes(file)) return way.slice(way.indexOf(file));
    if (done.has(file)) return undefined;
    for (const imported of graph.get(file) ?? []) {
      const circle = search(imported, [...way, file]);
      if (circle) return circle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of graph.keys()) {
    const circle = search(file, []);
    if (circle) return circle;
  }
  return undefined;
}
