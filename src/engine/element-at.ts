/**
 * Returns an element that has to be there, so that a wrong index fails at once instead of turning into NaN later.
 * @throws {RangeError} when the list ends before it
 */
export function elementAt<T>(list: ArrayLike<T>, index: number): T {
  const element = list[index];
  if (element === undefined) throw new RangeError(`There is no element ${index}: the list has ${list.length}.`);
  return element;
}
