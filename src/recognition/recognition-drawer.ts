import { programBeside, type SideTask, type SideThreads } from '../concurrency/side-thread';
import type { Recognition } from './recognizer';

const DRAW = programBeside<typeof import('./draw-program.js').default>(__filename, 'draw-program');

/** No honest drawing takes a tenth of that. In milliseconds. */
const MAX_MS = 30_000;

/** Draws boxes and names on photos, in a side thread. */
export class RecognitionDrawer {
  constructor(private readonly threads: SideThreads) {}

  /**
   * Draws a box and a label at every face of a photo.
   * @param jpeg the recognition's stored photo
   * @param task whose photo it is, and what stops the drawing
   * @returns a JPEG
   * @throws workFailed, and the signal's reason once it has aborted
   */
  async draw(jpeg: Uint8Array, { width, height, faces }: Recognition, task: SideTask = {}): Promise<Buffer> {
    const drawn = faces.map(({ number, match, ignored, face: { box } }) => ({ number, match, ignored, face: { box } }));
    const made = await this.threads.run(DRAW, { jpeg, width, height, faces: drawn }, { maxMs: MAX_MS, ...task });
    return Buffer.from(made.buffer, made.byteOffset, made.byteLength);
  }
}
