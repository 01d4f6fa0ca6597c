import fc from 'fast-check';
import { readName } from '../../src/gallery/person-name';

/** Any name that a user can type, as the app stores it. */
export const personNames = fc
  .oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
    fc.string({
      unit: fc.constantFrom(
        '%',
        '_',
        '\\',
        '"',
        "'",
        '<',
        '&',
        '=',
        '\u202e',
        'ع',
        'ß',
        '´',
        '\u0301',
        '👩‍👩‍👧',
        '+',
        ' ',
        '\u0085',
      ),
      minLength: 1,
      maxLength: 20,
    }),
  )
  .map((typed) => {
    try {
      return readName(typed);
    } catch {
      return undefined;
    }
  })
  .filter((name) => name !== undefined);
