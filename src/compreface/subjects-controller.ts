import type Koa from 'koa';
import { nobodyNamed, subjectMissing } from '../errors';
import type { Gallery } from '../gallery/galleries';
import { readName } from '../gallery/person-name';
import type { Context } from '../web/context';
import { createRouter } from '../web/routes';
import { readSubject } from './options';
import { receiveSmallJson } from './receive-json';
import { type Call, call } from './routes';
import type { CompreFaceNeeds } from './services';

/** Registers the people of the gallery, which CompreFace calls subjects. */
export function register(app: Koa, needs: CompreFaceNeeds): void {
  const { images, merges, people } = needs;
  const router = createRouter('/api/v1/recognition/subjects');

  /** Finds somebody by their name in any spelling: some programs write all names in lower case. */
  async function findPerson(gallery: Gallery, name: string) {
    const person = await people.findNamed(gallery, readName(name));
    if (!person) throw nobodyNamed(readName(name));
    return person;
  }

  async function listSubjects({ ctx, gallery }: Call<object>): Promise<void> {
    ctx.body = { subjects: await images.subjects(gallery) };
  }

  async function addSubject({ ctx, gallery }: Call<object>): Promise<void> {
    const name = readSubject(await receiveSmallJson(ctx as Context));
    const { name: subject } = await people.create(gallery, name);
    ctx.status = 201;
    ctx.body = { subject };
  }

  /** Renames somebody, or merges them with whoever has that name, as CompreFace does. That can be undone for a day. */
  async function renameSubject({ ctx, gallery, options }: Call<{ subject: string }>): Promise<void> {
    const name = readSubject(await receiveSmallJson(ctx as Context));
    const person = await findPerson(gallery, ctx.params.subject);
    const other = await people.rename(gallery, person.handle, name);
    if (other) await merges.merge(gallery, other.handle, person.handle, options.insist);
    ctx.body = { updated: true };
  }

  async function deleteSubject({ ctx, gallery }: Call<{ subject: string }>): Promise<void> {
    const { handle } = await findPerson(gallery, ctx.params.subject);
    const { name: subject } = await people.remove(gallery, handle);
    ctx.body = { subject };
  }

  /** Refuses to delete everybody, which CompreFace would do. */
  async function refuseToDeleteAll(): Promise<void> {
    throw subjectMissing();
  }

  router.get('/', call(['people:read'], listSubjects));
  router.post('/', call(['people:write'], addSubject));
  router.delete('/', call(['people:write'], refuseToDeleteAll));
  router.put('/:subject', call<{ subject: string }>(['people:write'], renameSubject));
  router.delete('/:subject', call<{ subject: string }>(['people:write', 'photos:write'], deleteSubject));
  app.use(router.routes()).use(router.allowedMethods());
}
