import { randomBytes } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import path from 'node:path';

const FLUSH_AT = 64 * 1024;

/** A text that grows too large for memory: it is collected in a temporary file. */
export class TextFile {
  private held = '';

  private constructor(
    private readonly file: FileHandle,
    readonly path: string,
  ) {}

  static async create(folder: string): Promise<TextFile> {
    const name = path.join(folder, `${randomBytes(16).toString('hex')}.txt`);
    return new TextFile(await open(name, 'wx+', 0o600), name);
  }

  async write(text: string): Promise<void> {
    this.held += text;
    if (this.held.length >= FLUSH_AT) await this.flush();
  }

  private async flush(): Promise<void> {
    const text = this.held;
    this.held = '';
    await this.file.appendFile(text);
  }

  /** The whole text, to be read and closed. */
  async finish(): Promise<FileHandle> {
    await this.flush();
    return open(this.path, 'r');
  }

  async close(): Promise<void> {
    await this.file.close();
  }
}
