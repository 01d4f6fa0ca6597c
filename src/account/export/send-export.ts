import filenamify from 'filenamify';
import type { Gallery } from '../../gallery/galleries';
import type { Context } from '../../web/context';
import { clientAbortSignal } from '../../web/responses/client-abort';
import type { Exporter } from './exporter';

/** Answers with everything that is kept of a user as a zip. @throws tooManyAtOnce */
export async function sendExport(ctx: Context, exporter: Exporter, gallery: Gallery): Promise<void> {
  const signal = clientAbortSignal(ctx);
  const zip = ctx.method === 'GET' ? await exporter.begin(gallery) : null;
  if (signal.aborted) {
    zip?.destroy(); // Koa would destroy it with the answer, but nobody waits for one any more
    throw signal.reason;
  }
  const name = filenamify(ctx.state.user?.displayName ?? '', { replacement: '-', maxLength: 40 });
  ctx.attachment(`familiar-faces ${name} ${new Date().toISOString().slice(0, 10)}.zip`);
  ctx.type = 'application/zip';
  ctx.set('Cache-Control', 'private, no-store');
  ctx.status = 200;
  if (!zip) return;
  ctx.body = zip;
  // From here on, an error can only cut the zip short. Without this, Koa would answer with its own error text.
  ctx.flushHeaders();
}
