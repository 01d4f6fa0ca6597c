import filenamify from 'filenamify';
import { PERSONAL } from '../../gallery/gallery-names';
import type { Viewer } from '../../gallery/viewer';
import type { Context } from '../../web/context';
import { clientAbortSignal } from '../../web/responses/client-abort';
import type { Exporter } from './exporter';
import type { Part } from './gallery-writer';

/** What an export is called by: its gallery's name. All personal galleries have the same one, so theirs are called by their owner's. */
const nameOf = ({ gallery, userId }: Viewer, ownName: string) =>
  gallery.personalOf === userId && gallery.name === PERSONAL ? ownName : gallery.name;

/**
 * Answers with a part of a gallery as a zip.
 * @param part without it, everything, and of the results the viewer's own
 * @throws tooManyAtOnce
 */
export async function sendExport(
  ctx: Context,
  exporter: Exporter,
  viewer: Viewer,
  part: Part = 'everything',
): Promise<void> {
  const signal = clientAbortSignal(ctx);
  const zip = ctx.method === 'GET' ? await exporter.begin(viewer, part) : null;
  if (signal.aborted) {
    zip?.destroy(); // Koa would destroy it with the answer, but nobody waits for one any more
    throw signal.reason;
  }
  const name = filenamify(nameOf(viewer, ctx.state.user?.displayName ?? ''), { replacement: '-', maxLength: 40 });
  const what = part === 'results' ? `results ${name}` : name;
  ctx.attachment(`familiar-faces ${what} ${new Date().toISOString().slice(0, 10)}.zip`);
  ctx.type = 'application/zip';
  ctx.set('Cache-Control', 'private, no-store');
  ctx.status = 200;
  if (!zip) return;
  ctx.body = zip;
  // From here on, an error can only cut the zip short. Without this, Koa would answer with its own error text.
  ctx.flushHeaders();
}
