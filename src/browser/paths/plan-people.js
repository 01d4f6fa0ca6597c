// @ts-check
// What the preview of a drop or a zip shows: the planned files by person.

/** @typedef {import('./plan-paths.js').PlannedFile} PlannedFile */

/**
 * A person among planned files.
 * @typedef {object} PlannedPerson
 * @property {string} key the key of the name, the same for "Amy" and "amy"
 * @property {string} name as it was written first
 * @property {number[]} photos indexes of the planned files
 * @property {boolean} isGuess whether the name is only in the names of files
 */

/**
 * Planned files by person.
 * @typedef {object} PlannedPeople
 * @property {PlannedPerson[]} people in the order in which they first come
 * @property {number[]} unnamed photos without a name
 * @property {number[]} unread files that can't be read
 * @property {number} passed how many files are passed over
 * @property {boolean} areGuessesLikely whether every photo outside people's folders has a name in its file's name, as portraits have: only then are they to be added unless people say otherwise
 */

/** The key that spellings of one name share, as on the server (gallery/person-name.ts). @param {string} name */
export const keyOf = (name) => name.normalize('NFKC').toLowerCase().normalize('NFC');

/**
 * Sorts planned files by person.
 * @param {readonly PlannedFile[]} files
 * @returns {PlannedPeople}
 */
export function peopleOf(files) {
  /** @type {Map<string, PlannedPerson>} */
  const people = new Map();
  /** @type {number[]} */
  const unnamed = [];
  /** @type {number[]} */
  const unread = [];
  let passed = 0;
  for (const [index, { kind, person, isGuess }] of files.entries()) {
    if (kind === 'passed') passed++;
    else if (kind === 'unread') unread.push(index);
    else if (person === '') unnamed.push(index);
    else {
      const key = keyOf(person);
      const known = people.get(key) ?? { key, name: person, photos: [], isGuess };
      // A folder's name counts more than a file's.
      if (known.isGuess && !isGuess) Object.assign(known, { name: person, isGuess });
      known.photos.push(index);
      people.set(key, known);
    }
  }
  return { people: [...people.values()], unnamed, unread, passed, areGuessesLikely: unnamed.length === 0 };
}
