import type Koa from 'koa';
import type { ImportProgress } from '../../account/import/imports';
import { importNotFound } from '../../errors';
import type { Gallery } from '../../gallery/galleries';
import type { Context } from '../../web/context';
import { API_PREFIX } from '../../web/responses/api-paths';
import { clientAbortSignal } from '../../web/responses/client-abort';
import { apiRoutes } from '../protocol/api-routes';
import { listReply } from '../protocol/lists';
import type { ApiNeeds } from '../services';
import {
  changeImport,
  createImport,
  deleteImport,
  listImportFiles,
  listImportPeople,
  listImports,
  resumeImport,
  showImport,
  startImport,
} from './operations';
import { presentFile, presentImport, presentPerson, presentPreview } from './present-import';

/** Registers the calls on imports. */
export function register(app: Koa, services: ApiNeeds): void {
  const { imports } = services;
  const { previews } = imports;
  const api = apiRoutes(app, services);

  async function find(gallery: Gallery, id: string): Promise<ImportProgress> {
    const found = await imports.find(gallery, id);
    if (!found) throw importNotFound();
    return found;
  }

  async function show(ctx: Context, gallery: Gallery, id: string) {
    const found = await find(gallery, id);
    const preview = found.state === 'waiting' ? await previews.of(found, 0, 0, clientAbortSignal(ctx)) : undefined;
    return { ...presentImport(found), preview: preview ? presentPreview(preview) : null };
  }

  api.on(
    createImport,
    async ({ ctx, gallery, body: { start }, uploads: [{ originalName, path }] }) => {
      const id = await imports.begin(gallery, originalName, path, start === 'true', clientAbortSignal(ctx));
      const headers = { Location: `${API_PREFIX}/imports/${id}` };
      return { status: 201, body: await show(ctx, gallery, id), headers };
    },
    (gallery) => imports.makeRoom(gallery),
  );

  api.on(listImports, async ({ ctx, gallery, query: { limit, cursor } }) => {
    const found = await imports.listAfter(gallery, cursor, limit + 1);
    return listReply(ctx, found, limit, ({ id, createdAt }) => ({ id, createdAt }), presentImport);
  });

  api.on(showImport, async ({ ctx, gallery, params }) => ({
    status: 200,
    body: await show(ctx, gallery, params.import),
  }));

  api.on(listImportPeople, async ({ ctx, gallery, params, query: { limit, cursor = -1 } }) => {
    const found = await find(gallery, params.import);
    const shown = await previews.between(found, cursor + 1, cursor + 2 + limit);
    const known = await previews.knownNames(
      gallery,
      shown.map(({ name }) => name),
    );
    return listReply(ctx, shown, limit, ({ position }) => position, presentPerson(known));
  });

  api.on(changeImport, async ({ ctx, gallery, params, body: { encoding, people = [], unnamed } }) => {
    const found = await find(gallery, params.import);
    if (encoding === undefined) await previews.change(found, people, unnamed);
    else await previews.readNamesAs(found, encoding);
    return { status: 200, body: await show(ctx, gallery, params.import) };
  });

  api.on(startImport, async ({ gallery, params }) => {
    await find(gallery, params.import);
    await imports.start(gallery, params.import);
    return { status: 202, body: presentImport(await find(gallery, params.import)) };
  });

  api.on(resumeImport, async ({ gallery, params }) => {
    await imports.resume(gallery, params.import);
    return { status: 202, body: presentImport(await find(gallery, params.import)) };
  });

  api.on(deleteImport, async ({ gallery, params }) => {
    await imports.remove(gallery, params.import);
    return { status: 204 };
  });

  api.on(listImportFiles, async ({ ctx, gallery, params, query: { limit, cursor = -1 } }) => {
    const found = await imports.resultsAfter(await find(gallery, params.import), cursor, limit + 1);
    return listReply(ctx, found, limit, ({ position }) => position, presentFile);
  });

  api.register();
}
