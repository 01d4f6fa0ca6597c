import { randomBytes } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import path from 'node:path';

const FLUSH_AT = 64 * 1024;

/** Collects a text that may grow too large for memory in a temporary file. */
export class TextFile {
  private buffered = '';

  private constructor(
    private readonly file: FileHandle,
    readonly path: string,
  ) {}

  static async create(folder: string): Promise<TextFile> {
    const name = path.join(folder, `${randomBytes(16).toString('hex')}.txt`);
    return new TextFile(await open(name, 'wx+', 0o600), name);
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

  /** Opens the whole text for reading. The caller closes the handle. */
  async finish(): Promise<FileHandle> {
    await this.flush();
    return open(this.path, 'r');
  }

  async close(): Promise<void> {
    await this.file.close();
  }
}
