/** The element at an index. @throws when there is none, so that a test fails with a sentence */
export function elementAt<T>(list: ArrayLike<T>, index: number): T {
  const element = list[index];
  if (element === undefined) throw new Error(`There is no element ${index} in a list of ${list.length}.`);
  return element;
}

/** The first element. @throws when the list is empty */
export const firstOf = <T>(list: ArrayLike<T>): T => elementAt(list, 0);

/** The one element of a list. @throws when there are none or several */
export function onlyOf<T>(list: ArrayLike<T>): T {
  if (list.length !== 1) throw new Error(`The list should have one element, but has ${list.length}.`);
  return firstOf(list);
}

/** The value under a key. @throws when the record has no such key */
export function valueAt<T>(record: Readonly<Record<string, T>>, key: string): T {
  const value = record[key];
  if (value === undefined) throw new Error(`There is no ${key} among ${Object.keys(record).join(', ')}.`);
  return value;
}

/** What a group of a pattern finds in a text, the first group unless told otherwise. @throws when it finds nothing */
export function capture(text: string, pattern: RegExp, group = 1): string {
  const found = pattern.exec(text)?.[group];
  if (found === undefined) throw new Error(`${pattern} finds nothing in: ${text.slice(0, 500)}`);
  return found;
}

/** What a pattern's first group finds, all through a text. @throws when the group takes no part in a match */
export const captures = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map((match) => elementAt(match, 1));
