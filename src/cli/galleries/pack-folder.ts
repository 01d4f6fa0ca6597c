import { createReadStream, createWriteStream } from 'node:fs';
import { access, constants, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { isSystemFolder, kindOf } from '../../browser/paths/file-kinds.js';

/** What a folder has that may be imported. */
export interface FolderContents {
  files: FoundFile[];
  /** Paths of files and folders that this user can't read. */
  unreadable: string[];
}

interface FoundFile {
  file: string;
  /** Its path in the zip. */
  name: string;
  bytes: number;
  /** Photos, and what programs put beside them. Of anything else only the name counts, by which it is passed over. */
  isRead: boolean;
}

/** Called with how many bytes have been written. */
type OnBytes = (bytes: number) => void;

/** Finds the files of a folder and the folders in it, with the folder's own name first, as browsers name them. Links aren't followed. */
export async function contentsOf(folder: string): Promise<FolderContents> {
  const root = path.resolve(folder);
  const found: FolderContents = { files: [], unreadable: [] };
  await look(root, path.basename(root), found);
  return found;
}

async function look(folder: string, name: string, found: FolderContents): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => undefined);
  if (!entries) {
    found.unreadable.push(folder);
    return;
  }
  for (const entry of entries.sort((one, other) => one.name.localeCompare(other.name, 'en'))) {
    const file = path.join(folder, entry.name);
    const inside = `${name}/${entry.name}`;
    if (entry.isDirectory() && !isSystemFolder(entry.name)) await look(file, inside, found);
    if (!entry.isFile()) continue;
    const isRead = ['photo', 'side'].includes(kindOf(entry.name));
    const isReadable = await access(file, constants.R_OK).then(
      () => true,
      () => false,
    );
    if (isRead && !isReadable) found.unreadable.push(file);
    else found.files.push({ file, name: inside, isRead, bytes: isRead ? (await stat(file)).size : 0 });
  }
}

/** Writes files into a zip, as they are. @throws the signal's reason, and the errors of the file system */
export async function packInto(
  target: string,
  files: readonly FoundFile[],
  signal: AbortSignal,
  onBytes: OnBytes,
): Promise<void> {
  const zip = new ZipFile();
  // A file that can't be read any more shows here.
  zip.on('error', (error: Error) => (zip.outputStream as unknown as Transform).destroy(error));
  for (const { file, name, isRead } of files) {
    if (isRead) zip.addFile(file, name, { compress: false });
    else zip.addBuffer(Buffer.alloc(0), name, { compress: false });
  }
  zip.end();
  await pipeline(zip.outputStream, counting(onBytes), createWriteStream(target, { flags: 'wx', mode: 0o600 }), {
    signal,
  });
}

/** Copies a file. @throws as `packInto` */
export async function copyInto(target: string, file: string, signal: AbortSignal, onBytes: OnBytes): Promise<void> {
  await pipeline(createReadStream(file), counting(onBytes), createWriteStream(target, { flags: 'wx', mode: 0o600 }), {
    signal,
  });
}

function counting(onBytes: OnBytes): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      onBytes(bytes);
      done(null, chunk);
    },
  });
}
