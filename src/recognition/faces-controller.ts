import type Koa from 'koa';
import { ensureLoggedIn, getUserId } from '../auth/guards';
import { photoNotFound } from '../errors';
import { makeThumbnail } from '../storage/thumbnail';
import type { Context, Middleware, Notice } from '../web/context';
import { numberOf } from '../web/fields';
import { type Filled, form } from '../web/middleware/forms';
import { showFaultIn } from '../web/pages/form-faults';
import { addNotices } from '../web/pages/notices';
import { seeOther } from '../web/responses/see-other';
import { createRouter } from '../web/routes';
import type { FaceReference } from './corrections';
import { confirmedNotices, rejectedNotices, retractedNotices } from './present-corrections';
import { confirmationForm, nameForm, personForm } from './recognition-schema';
import { resultPage, shownAt } from './result-page';
import type { RecognitionNeeds } from './services';

type OfFace<Added extends object = object> = Context<{ id: string; number: string }, Added>;
type OfPerson = Filled<typeof personForm>;

const referenceOf = ({ params: { id, number } }: OfFace): FaceReference => ({
  id,
  number: numberOf(number),
});

/** The bound that was being tried on the page that the form was on, as its address says: the result goes on with it. */
const triedOn = (address: string) => /\?sure=0\.\d\d?$/.exec(address)?.[0] ?? '';

/** The faces of a result: each one's picture, and what a person says of it. */
export function register(app: Koa, services: RecognitionNeeds): void {
  const { corrections, people, photoResponses, recognitions } = services;
  const router = createRouter('/recognition/:id/faces/:number');
  const showResult = resultPage(services);
  const showThisResult = (ctx: OfFace) => showResult(ctx, shownAt(ctx));

  async function showFace(ctx: OfFace): Promise<void> {
    const { id, number } = referenceOf(ctx);
    const result = await recognitions.find(getUserId(ctx), id);
    const found = result && (await recognitions.facesOf([id])).get(id)?.find((each) => each.number === number);
    if (!result || !found) throw photoNotFound();
    const place = { ...found.face.box, photoWidth: result.width, photoHeight: result.height };
    const read = async () => {
      const jpeg = await recognitions.readPhoto(result);
      return jpeg && makeThumbnail(jpeg, place);
    };
    if (!(await photoResponses.sendMade(ctx, `${id}-${number}`, read))) throw photoNotFound();
  }

  /** Tells at the face what became of it: that is where the page stands then. */
  const tell = (ctx: OfFace, notices: readonly Notice[]) =>
    addNotices(
      ctx,
      notices.map((notice) => ({ ...notice, at: `face-${referenceOf(ctx).number}` })),
    );

  const personMeant = (ctx: OfFace<OfPerson>) => people.find(getUserId(ctx), ctx.state.form.person);

  async function confirm(ctx: OfFace<Filled<typeof confirmationForm>>): Promise<void> {
    const { keep } = ctx.state.form;
    tell(
      ctx,
      confirmedNotices(await corrections.confirm(getUserId(ctx), referenceOf(ctx), await personMeant(ctx), keep)),
    );
  }

  async function reject(ctx: OfFace<OfPerson>): Promise<void> {
    const person = await personMeant(ctx);
    tell(ctx, rejectedNotices(person.name, await corrections.reject(getUserId(ctx), referenceOf(ctx), person)));
  }

  async function name(ctx: OfFace<Filled<typeof nameForm>>): Promise<void> {
    const typed = ctx.state.form.name;
    tell(ctx, confirmedNotices(await corrections.name(getUserId(ctx), referenceOf(ctx), typed)));
  }

  async function forget(ctx: OfFace<OfPerson>): Promise<void> {
    const person = await personMeant(ctx);
    tell(ctx, retractedNotices(person.name, await corrections.retract(getUserId(ctx), referenceOf(ctx), person)));
  }

  /** A fault is told at the face that it is about. */
  const showFaultAtFace: Middleware<OfFace['params']> = (ctx, next) =>
    showFaultIn(`face-${referenceOf(ctx).number}`, showThisResult)(ctx, next);

  /** Back to the face, in the result. */
  const backToFace: Middleware<OfFace['params']> = async function backToFace(ctx, next) {
    await next();
    const { id, number } = referenceOf(ctx);
    seeOther(ctx, `/recognition/${id}${triedOn(ctx.get('Referer'))}#face-${number}`);
  };

  const readConfirmationForm = form(confirmationForm);
  const readPersonForm = form(personForm);
  const readNameForm = form(nameForm);
  router.get('/', ensureLoggedIn, showFace);
  router.post('/confirm', ensureLoggedIn, showFaultAtFace, backToFace, readConfirmationForm, confirm);
  router.post('/reject', ensureLoggedIn, showFaultAtFace, backToFace, readPersonForm, reject);
  router.post('/name', ensureLoggedIn, showFaultAtFace, backToFace, readNameForm, name);
  router.post('/forget', ensureLoggedIn, showFaultAtFace, backToFace, readPersonForm, forget);
  app.use(router.routes()).use(router.allowedMethods());
}
