import { readFileSync } from 'node:fs';
import dotenv from 'dotenv';
import { StartError } from './start-error';

/**
 * Reads a `.env` file, however an editor has saved it: in UTF-8 or UTF-16, with or without a byte order mark, with the line ends of any
 * system. Lines may begin with `export `, values may stand in quotes and be followed by a comment.
 * @returns the settings by name; none when there is no such file
 * @throws {StartError} when there is one that can't be read
 */
export function readEnvFile(file: string): Record<string, string> {
  try {
    return dotenv.parse(decode(readFileSync(file)));
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return {};
    throw new StartError(`${file} can't be read (${code || message}): make it a readable file, or remove it.`, {
      cause: error,
    });
  }
}

function decode(bytes: Buffer): string {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  return new TextDecoder(isUtf16 ? 'utf-16le' : 'utf-8').decode(bytes); // which takes the mark away
}
