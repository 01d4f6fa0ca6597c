import type Koa from 'koa';
import Router from 'koa-router';
import { ensureLoggedIn, getUserId } from '../auth/guards';
import { isFault, nameTaken, nobodyNamed } from '../errors';
import { readName } from '../gallery/person-name';
import type { Person } from '../gallery/person-rows';
import { seeOther, textOf } from '../web/middleware/forms';
import { showFaultIn } from '../web/pages/form-faults';
import { addNotices } from '../web/pages/notices';
import { personUrl } from './people-addresses';
import { readPage } from './people-query';
import { mergeNotice, undoneMergeNotice } from './present-merges';
import { presentPerson } from './present-person';
import type { PeopleNeeds } from './services';

const handleOf = (ctx: Koa.Context): string => ctx['params'].handle;

/** The pages of the people whom the signed-in user knows, and what can be done with a person. */
export function register(app: Koa, { people, photos, merges }: PeopleNeeds): void {
  const router = new Router({ prefix: '/people' });

  async function showPerson(ctx: Koa.Context): Promise<void> {
    const userId = getUserId(ctx);
    const person = await people.find(userId, handleOf(ctx));
    const page = readPage(ctx.query['page']);
    const listed = await photos.listPhotos(userId, person.id, page);
    if (page > 1 && listed.photos.length === 0) return seeOther(ctx, personUrl(person.handle));
    const view = presentPerson(person, await people.portraitOf(person), listed, await merges.into(userId, person));
    const others = (await people.names(userId)).filter((name) => name !== person.name);
    ctx.render('person', { title: person.name, ...view, others, taken: ctx.state['taken'] ?? null });
  }

  /** The page of a person, or of whom they were merged into. */
  async function showPersonOrKept(ctx: Koa.Context): Promise<void> {
    try {
      await showPerson(ctx);
    } catch (error) {
      const kept = isFault(error) && (await merges.keptInsteadOf(getUserId(ctx), handleOf(ctx)));
      if (!kept) throw error;
      seeOther(ctx, personUrl(kept));
    }
  }

  async function rename(ctx: Koa.Context): Promise<void> {
    const userId = getUserId(ctx);
    const person = await people.find(userId, handleOf(ctx));
    const name = readName(textOf(ctx, 'name'));
    const other = await people.rename(userId, person.handle, name);
    if (other) {
      ctx.state['taken'] = { name: other.name, mergeUrl: `${personUrl(other.handle)}/merge` };
      throw nameTaken(other.name);
    }
    if (name !== person.name) addNotices(ctx, [{ kind: 'success', text: `${person.name} is now named ${name}.` }]);
    seeOther(ctx, personUrl(person.handle));
  }

  async function findMerged(ctx: Koa.Context): Promise<Person> {
    const handle = textOf(ctx, 'handle');
    if (handle !== undefined) return people.find(getUserId(ctx), handle);
    const name = readName(textOf(ctx, 'name'));
    const merged = await people.findNamed(getUserId(ctx), name);
    if (!merged) throw nobodyNamed(name);
    return merged;
  }

  async function merge(ctx: Koa.Context): Promise<void> {
    const userId = getUserId(ctx);
    const { handle } = await people.find(userId, handleOf(ctx));
    const merged = await findMerged(ctx);
    addNotices(ctx, [mergeNotice(await merges.merge(userId, handle, merged.handle))]);
    seeOther(ctx, personUrl(handle));
  }

  async function undoMerge(ctx: Koa.Context): Promise<void> {
    const undone = await merges.undo(getUserId(ctx), ctx['params'].id);
    addNotices(ctx, [undoneMergeNotice(undone)]);
    seeOther(ctx, personUrl(undone.restored.handle));
  }

  async function setCover(ctx: Koa.Context): Promise<void> {
    const imageName = textOf(ctx, 'imageName');
    await people.setCover(getUserId(ctx), handleOf(ctx), imageName === '' ? undefined : (imageName ?? ''));
    seeOther(ctx, personUrl(handleOf(ctx), readPage(textOf(ctx, 'page'))));
  }

  async function remove(ctx: Koa.Context): Promise<void> {
    const { name } = await people.remove(getUserId(ctx), handleOf(ctx));
    addNotices(ctx, [{ kind: 'success', text: `${name} and all their photos were deleted.` }]);
    seeOther(ctx, '/');
  }

  router.get('/:handle', ensureLoggedIn, showPersonOrKept);
  router.post('/:handle/rename', ensureLoggedIn, showFaultIn('rename', showPerson), rename);
  router.post('/:handle/merge', ensureLoggedIn, showFaultIn('merge', showPerson), merge);
  router.post('/:handle/cover', ensureLoggedIn, setCover);
  router.post('/:handle/delete', ensureLoggedIn, remove);
  router.post('/actions/undo-merge/:id', ensureLoggedIn, undoMerge);
  app.use(router.routes()).use(router.allowedMethods());
}
