// @ts-check
import { planPaths } from '../paths/plan-paths.js';

/** @typedef {import('./dropped-files.js').FoundFile} FoundFile */

/**
 * The photos among files in folders, whoever is in them.
 * @param {readonly FoundFile[]} found
 */
export function photosIn(found) {
  const plan = planPaths(found.map(({ path }) => path));
  return found.flatMap(({ file }, index) => (plan[index]?.kind === 'photo' ? [file] : []));
}
