import http from 'node:http';

/** So many chunks may be of any size. */
const FREE_CHUNKS = 1000;
/** How long chunks are at least, on average. Browsers send none, and programs thousands of bytes in each. */
const MIN_CHUNK_BYTES = 64;

/**
 * A request that ends when its body comes in crumbs. Node hands on each chunk of a chunked body by itself, however small: ten thousand of
 * one byte from a single read of the connection, each as costly as one of many kilobytes.
 */
export class WholeChunks extends http.IncomingMessage {
  private chunks = 0;
  private bytes = 0;

  override push(chunk: unknown, encoding?: BufferEncoding): boolean {
    if (this.destroyed) return false; // the rest of what was read from the connection
    if (chunk instanceof Uint8Array && this.headers['transfer-encoding'] !== undefined) {
      this.chunks += 1;
      this.bytes += chunk.length;
      if (this.chunks > FREE_CHUNKS && this.bytes < this.chunks * MIN_CHUNK_BYTES) {
        this.destroy();
        return false;
      }
    }
    return super.push(chunk, encoding);
  }
}
