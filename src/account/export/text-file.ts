import { randomBytes } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import path from 'node:path';
import type { Removals } from '../../storage/removals';

const FLUSH_AT = 64 * 1024;

/** Collects a text that may grow too large for memory in a temporary file. The file has no name, so nothing of it outlives its handle. */
export class TextFile {
  private buffered = '';

  private constructor(private readonly file: FileHandle) {}

  /**
   * @param removals of the folder: it tries again later when the name can't be removed now
   * @throws when the file can't be made, or its name can't be removed
   */
  static async create(folder: string, removals: Removals): Promise<TextFile> {
    const name = path.join(folder, `${randomBytes(16).toString('hex')}.txt`);
    const file = await open(name, 'wx+', 0o600);
    await removals.remove([name]).catch(async (error) => {
      await file.close();
      throw error;
    });
    return new TextFile(file);
  }

  async write(text: string): Promise<void> {
    this.buffered += text;
    if (this.buffered.length >= FLUSH_AT) await this.flush();
  }

  private async flush(): Promise<void> {
    const text = this.buffered;
    this.buffered = '';
    await this.file.appendFile(text);
  }

  /** The whole text, for reading from its start. Whoever reads it may close it. */
  async finish(): Promise<FileHandle> {
    await this.flush();
    return this.file;
  }

  /** Closes the file, and so frees its space. */
  async close(): Promise<void> {
    await this.file.close();
  }
}
