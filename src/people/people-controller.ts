import type Koa from 'koa';
import type { z } from 'zod';
import { ensureEditor, ensureLoggedIn, galleryOf, getUserId } from '../auth/guards';
import { isFault, nameTaken, nobodyNamed } from '../errors';
import type { Gallery } from '../gallery/galleries';
import type { Person } from '../gallery/person-rows';
import type { Context, Middleware } from '../web/context';
import { queryOf } from '../web/fields';
import { type Filled, form, seeOther } from '../web/middleware/forms';
import { showFaultIn } from '../web/pages/form-faults';
import { addNotices } from '../web/pages/notices';
import { createRouter } from '../web/routes';
import { mayEditOthers } from './copying/present-copy';
import { personUrl } from './people-addresses';
import { coverForm, mergeForm, nameForm, personQuery, vouchForm } from './people-schema';
import { presentLookalike } from './present-lookalikes';
import { mergeNotice, undoneMergeNotice } from './present-merges';
import { presentPerson } from './present-person';
import type { PeopleNeeds } from './services';

/** The person who already has the new name, if a rename failed for that reason. */
interface Taken {
  taken?: { name: string; mergeUrl: string; isUnlike: boolean };
}

/** The person to merge with, if a merge failed as the two don't look alike. */
interface Unlike {
  unlike?: { name: string; handle: string };
}

interface Found {
  person: Person;
}

type PersonContext<Added = object> = Context<{ handle: string }, Taken & Unlike & Added>;

/** Registers the pages of people, and the forms that rename, merge and delete a person and choose their cover. */
export function register(app: Koa, { people, photos, merges, lookalikes }: PeopleNeeds): void {
  const router = createRouter('/people');

  async function showPerson(ctx: PersonContext): Promise<void> {
    const gallery = galleryOf(ctx);
    const person = await people.find(gallery, ctx.params.handle);
    const { page, isUnlike } = queryOf(ctx, personQuery);
    const outliers = await photos.outliersOf(gallery, person.id);
    const listed = await photos.listPhotos(gallery, person.id, page, isUnlike ? outliers : undefined);
    if ((page > 1 || isUnlike) && listed.photos.length === 0) return seeOther(ctx, personUrl(person.handle));
    const shown = { ...listed, outliers: new Set(outliers), isUnlike };
    const portrait = await people.portraitOf(person);
    const viewing = {
      userId: getUserId(ctx),
      role: ctx.state.role,
      isShared: await people.isShared(gallery),
      hasOthers: mayEditOthers(ctx),
    };
    const view = presentPerson(person, portrait, shown, await merges.into(gallery, person), viewing);
    const others = (await people.names(gallery)).filter((name) => name !== person.name);
    ctx.render('person', {
      title: person.name,
      ...view,
      lookalike: presentLookalike(person.name, await lookalikes.of(gallery, person.id)),
      others,
      taken: ctx.state.taken ?? null,
      unlike: ctx.state.unlike ?? null,
    });
  }

  /** Shows a person, or leads to the person whom they were merged into. */
  async function showPersonOrKept(ctx: PersonContext): Promise<void> {
    try {
      await showPerson(ctx);
    } catch (error) {
      const kept = isFault(error) && (await merges.keptInsteadOf(galleryOf(ctx), ctx.params.handle));
      if (!kept) throw error;
      seeOther(ctx, personUrl(kept));
    }
  }

  /** Leads to the dashboard, which lists the people. */
  function showPeople(ctx: Context): void {
    seeOther(ctx, '/');
  }

  /** Finds the person before the form is read: without them, faults in the form don't matter. */
  const findPerson: Middleware<{ handle: string }, Found> = async function findPerson(ctx, next) {
    ctx.state.person = await people.find(galleryOf(ctx), ctx.params.handle);
    await next();
  };

  /** Renames a person. */
  async function rename(ctx: PersonContext<Found & Filled<typeof nameForm>>): Promise<void> {
    const { person, form } = ctx.state;
    const other = await people.rename(galleryOf(ctx), person.handle, form.name);
    if (other) {
      const mergeUrl = `${personUrl(other.handle)}/merge`;
      ctx.state.taken = { name: other.name, mergeUrl, isUnlike: await merges.lookUnlike(other, person) };
      throw nameTaken(other.name);
    }
    if (form.name !== person.name)
      addNotices(ctx, [{ kind: 'success', text: `${person.name} is now named ${form.name}.` }]);
    seeOther(ctx, personUrl(person.handle));
  }

  async function findMerged(gallery: Gallery, { handle, name }: z.output<typeof mergeForm>): Promise<Person> {
    if (handle !== undefined) return people.find(gallery, handle);
    const merged = await people.findNamed(gallery, name);
    if (!merged) throw nobodyNamed(name);
    return merged;
  }

  /** Merges another person into this one. */
  async function merge(ctx: PersonContext<Found & Filled<typeof mergeForm>>): Promise<void> {
    const gallery = galleryOf(ctx);
    const { handle } = ctx.state.person;
    const merged = await findMerged(gallery, ctx.state.form);
    try {
      addNotices(ctx, [mergeNotice(await merges.merge(gallery, handle, merged.handle, ctx.state.form.insist))]);
    } catch (error) {
      if (isFault(error, 'merge_unlike')) ctx.state.unlike = { name: merged.name, handle: merged.handle };
      throw error;
    }
    seeOther(ctx, personUrl(handle));
  }

  /** Undoes a merge of the last day. */
  async function undoMerge(ctx: Context<{ id: string }>): Promise<void> {
    const undone = await merges.undo(galleryOf(ctx), ctx.params.id);
    addNotices(ctx, [undoneMergeNotice(undone)]);
    seeOther(ctx, personUrl(undone.restored.handle));
  }

  /** Chooses the photo that stands for a person. */
  async function setCover(ctx: PersonContext<Filled<typeof coverForm>>): Promise<void> {
    const { imageName, page } = ctx.state.form;
    await people.setCover(galleryOf(ctx), ctx.params.handle, imageName === '' ? undefined : (imageName ?? ''));
    const text = imageName === '' ? 'The cover is chosen automatically again.' : 'The cover was changed.';
    addNotices(ctx, [{ kind: 'success', text }]);
    seeOther(ctx, personUrl(ctx.params.handle, page));
  }

  /** Remembers that a photo is that person's, even if it doesn't look like the others. */
  async function vouch(ctx: PersonContext<Filled<typeof vouchForm>>): Promise<void> {
    await photos.vouch(galleryOf(ctx), ctx.params.handle, ctx.state.form.imageName);
    seeOther(ctx, personUrl(ctx.params.handle, ctx.state.form.page));
  }

  /** Deletes a person with all photos. */
  async function remove(ctx: PersonContext): Promise<void> {
    const { name } = await people.remove(galleryOf(ctx), ctx.params.handle);
    addNotices(ctx, [{ kind: 'success', text: `${name} and all their photos were deleted.` }]);
    seeOther(ctx, '/');
  }

  const readNameForm = form(nameForm);
  const readMergeForm = form(mergeForm);
  const readCoverForm = form(coverForm);
  const readVouchForm = form(vouchForm);
  router.get('/', ensureLoggedIn, showPeople);
  router.get('/:handle', ensureLoggedIn, showPersonOrKept);
  router.post('/:handle/rename', ensureEditor, showFaultIn('rename', showPerson), findPerson, readNameForm, rename);
  router.post('/:handle/merge', ensureEditor, showFaultIn('merge', showPerson), findPerson, readMergeForm, merge);
  router.post('/:handle/cover', ensureEditor, readCoverForm, setCover);
  router.post('/:handle/vouch', ensureEditor, readVouchForm, vouch);
  router.post('/:handle/delete', ensureEditor, remove);
  router.post('/actions/undo-merge/:id', ensureEditor, undoMerge);
  app.use(router.routes()).use(router.allowedMethods());
}
