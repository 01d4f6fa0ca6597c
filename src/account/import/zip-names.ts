import { isAscii, isUtf8 } from 'node:buffer';
import { crc32 } from 'node:zlib';
import type { Entry } from 'yauzl';
import { guessEncoding } from './guess-encoding';
import { decodeName, isNameEncoding, type NameEncoding } from './name-encodings';

// https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.4.4 and 4.6.9
const UTF8_NAME = 0x800;
const UNICODE_PATH = 0x7075;
const UNICODE_PATH_HEADER = 5;
/** Begins three bytes or more of UTF-8. */
const LONG_SEQUENCE = 0xe0;

/** What a zip says of a name. */
export type ListedName = Pick<Entry, 'generalPurposeBitFlag' | 'fileNameRaw' | 'extraFields'>;

/** Keeps of an entry what its name is made of. */
export const nameOf = ({ generalPurposeBitFlag, fileNameRaw, extraFields }: ListedName): ListedName => ({
  generalPurposeBitFlag,
  fileNameRaw,
  extraFields: extraFields.filter(({ id, data }) => id === UNICODE_PATH && data[0] === 1).slice(0, 1),
});

/** The names of a zip's files. */
export interface ZipNames {
  names: string[];
  /** The encoding of the names that don't say theirs; null when all do, or are UTF-8 beyond doubt. */
  encoding: NameEncoding | null;
}

/** Whether a name is UTF-8 beyond doubt, though the zip doesn't say so, as macOS writes it. Pairs alone may be of another encoding by chance. */
const isSurelyUtf8 = (name: Buffer) => isUtf8(name) && name.some((byte) => byte >= LONG_SEQUENCE);

/** The bytes of a name in UTF-8, if the zip says that they are, or has such a copy of it; undefined otherwise. */
function unicodeOf({ generalPurposeBitFlag, fileNameRaw, extraFields }: ListedName): Buffer | undefined {
  if (generalPurposeBitFlag & UTF8_NAME || isAscii(fileNameRaw) || isSurelyUtf8(fileNameRaw)) return fileNameRaw;
  const copy = extraFields.find(({ id, data }) => id === UNICODE_PATH && data[0] === 1)?.data;
  // A program that doesn't know of the copy may have renamed the file: then the copy's checksum is of another name.
  if (!copy || copy.length < UNICODE_PATH_HEADER || copy.readUInt32LE(1) !== crc32(fileNameRaw)) return undefined;
  return copy.subarray(UNICODE_PATH_HEADER);
}

/**
 * Decodes the names in a zip, with `/` between folders, normalized (NFC), as some systems write accents apart from their letters.
 * @param chosen the encoding of the names that don't say theirs; by default the one that fits them best together
 */
export function readNames(listed: readonly ListedName[], chosen: string | null): ZipNames {
  const unicode = listed.map(unicodeOf);
  const unsaid = listed.map(({ fileNameRaw }) => fileNameRaw).filter((_name, index) => unicode[index] === undefined);
  const encoding = isNameEncoding(chosen) ? chosen : guessEncoding(unsaid);
  const names = listed.map(({ fileNameRaw }, index) => {
    const name = decodeName(unicode[index] ?? fileNameRaw, unicode[index] ? 'utf8' : encoding);
    return name.replaceAll('\\', '/').normalize('NFC');
  });
  const isSaid = unsaid.length === 0 || (chosen === null && encoding === 'utf8');
  return { names, encoding: isSaid ? null : encoding };
}
