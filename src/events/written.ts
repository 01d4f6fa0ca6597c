import { EventEmitter } from 'node:events';

/** Says in which gallery something was told. Nothing is lost when nobody listens: everything is trimmed every hour, too. */
const news = new EventEmitter().setMaxListeners(0); // every app of a process listens
const WRITTEN = 'written';

/** Says that audit entries or the app's own events were written in a gallery; the transaction may still be running. */
export const noteWritten = (galleryId: number): void => void news.emit(WRITTEN, galleryId);

/** Hears of it whenever something was told in a gallery. @returns a function that ends it */
export function onWritten(listener: (galleryId: number) => void): () => void {
  news.on(WRITTEN, listener);
  return () => void news.off(WRITTEN, listener);
}
