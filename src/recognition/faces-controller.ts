import type Koa from 'koa';
import { ensureEditor, ensureLoggedIn, galleryOf, viewerOf } from '../auth/guards';
import type { Context, Middleware, Notice } from '../web/context';
import { numberOf } from '../web/fields';
import { type Filled, form, seeOther } from '../web/middleware/forms';
import { showFaultIn } from '../web/pages/form-faults';
import { addNotices } from '../web/pages/notices';
import { createRouter } from '../web/routes';
import type { FaceReference } from './find-face';
import { confirmedNotices, ignoredNotice, rejectedNotices, retractedNotices } from './present-corrections';
import { confirmationForm, nameForm, personForm } from './recognition-schema';
import { resultAddress, resultPage, shownAt } from './result-page';
import { sendFace } from './result-pictures';
import type { RecognitionNeeds } from './services';

type OfFace<Added extends object = object> = Context<{ id: string; number: string }, Added>;
type OfPerson = Filled<typeof personForm>;

const referenceOf = ({ params: { id, number } }: OfFace): FaceReference => ({
  id,
  number: numberOf(number),
});

const confirmUrl = ({ params: { id, number } }: OfFace) => `/recognition/${id}/faces/${number}/confirm`;

/** Registers the routes of a result's faces: their pictures and the user's corrections. */
export function register(app: Koa, services: RecognitionNeeds): void {
  const { corrections, ignoring, people } = services;
  const router = createRouter('/recognition/:id/faces/:number');
  const showResult = resultPage(services);
  const showThisResult = (ctx: OfFace) => showResult(ctx, shownAt(ctx));

  /** Sends one face of a recognition, cut out. */
  async function showFace(ctx: OfFace): Promise<void> {
    await sendFace(ctx, services, viewerOf(ctx), referenceOf(ctx));
  }

  /** Shows notices at the face, as the next page is scrolled to it. */
  const showNotices = (ctx: OfFace, notices: readonly Notice[]) =>
    addNotices(
      ctx,
      notices.map((notice) => ({ ...notice, at: `face-${referenceOf(ctx).number}` })),
    );

  const findFormPerson = (ctx: OfFace<OfPerson>) => people.find(galleryOf(ctx), ctx.state.form.person);

  /** Confirms that a face is that person. */
  async function confirm(ctx: OfFace<Filled<typeof confirmationForm>>): Promise<void> {
    const { keep } = ctx.state.form;
    showNotices(
      ctx,
      confirmedNotices(
        await corrections.confirm(viewerOf(ctx), referenceOf(ctx), await findFormPerson(ctx), keep),
        confirmUrl(ctx),
      ),
    );
  }

  /** Rejects that a face is that person. */
  async function reject(ctx: OfFace<OfPerson>): Promise<void> {
    const person = await findFormPerson(ctx);
    showNotices(ctx, rejectedNotices(person.name, await corrections.reject(viewerOf(ctx), referenceOf(ctx), person)));
  }

  /** Names a face, and makes it a photo of that person. */
  async function name(ctx: OfFace<Filled<typeof nameForm>>): Promise<void> {
    const typed = ctx.state.form.name;
    showNotices(ctx, confirmedNotices(await corrections.name(viewerOf(ctx), referenceOf(ctx), typed), confirmUrl(ctx)));
  }

  /** Takes back the verdict on a face and a person. */
  async function forget(ctx: OfFace<OfPerson>): Promise<void> {
    const person = await findFormPerson(ctx);
    showNotices(ctx, retractedNotices(person.name, await corrections.retract(viewerOf(ctx), referenceOf(ctx), person)));
  }

  async function ignore(ctx: OfFace, isFace: boolean): Promise<void> {
    const reference = referenceOf(ctx);
    await ignoring.ignore(viewerOf(ctx), reference, isFace);
    showNotices(ctx, [ignoredNotice(`/recognition/${reference.id}/faces/${reference.number}/unignore`, isFace)]);
  }

  /** Ignores a face and the person it shows, from now on and in every photo. */
  const ignorePerson = (ctx: OfFace): Promise<void> => ignore(ctx, true);

  /** Records that what was found is no face. */
  const rejectFace = (ctx: OfFace): Promise<void> => ignore(ctx, false);

  /** Takes back that a face is ignored, or that it is none. */
  async function unignore(ctx: OfFace): Promise<void> {
    await ignoring.stop(viewerOf(ctx), referenceOf(ctx));
    showNotices(ctx, [{ kind: 'success', text: 'Undone.' }]);
  }

  /** Shows a fault at the face that it is about. */
  const showFaultAtFace: Middleware<OfFace['params']> = (ctx, next) =>
    showFaultIn(`face-${referenceOf(ctx).number}`, showThisResult)(ctx, next);

  /** Redirects to the face in its result, after the handler. */
  const backToFace: Middleware<OfFace['params']> = async function backToFace(ctx, next) {
    await next();
    const { id, number } = referenceOf(ctx);
    seeOther(ctx, resultAddress(ctx, id, `face-${number}`));
  };

  const readConfirmationForm = form(confirmationForm);
  const readPersonForm = form(personForm);
  const readNameForm = form(nameForm);
  router.get('/', ensureLoggedIn, showFace);
  router.post('/confirm', ensureEditor, showFaultAtFace, backToFace, readConfirmationForm, confirm);
  router.post('/reject', ensureEditor, showFaultAtFace, backToFace, readPersonForm, reject);
  router.post('/name', ensureEditor, showFaultAtFace, backToFace, readNameForm, name);
  router.post('/forget', ensureEditor, showFaultAtFace, backToFace, readPersonForm, forget);
  router.post('/ignore', ensureEditor, showFaultAtFace, backToFace, ignorePerson);
  router.post('/not-a-face', ensureEditor, showFaultAtFace, backToFace, rejectFace);
  router.post('/unignore', ensureEditor, showFaultAtFace, backToFace, unignore);
  app.use(router.routes()).use(router.allowedMethods());
}
