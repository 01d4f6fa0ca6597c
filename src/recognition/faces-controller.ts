import type Koa from 'koa';
import Router from 'koa-router';
import { ensureLoggedIn, getUserId } from '../auth/guards';
import { photoNotFound } from '../errors';
import { readName } from '../gallery/person-name';
import { makeThumbnail } from '../storage/thumbnail';
import { fieldsOf, textOf } from '../web/middleware/forms';
import { showFaultIn } from '../web/pages/form-faults';
import { addNotices, type Notice } from '../web/pages/notices';
import type { FaceReference } from './corrections';
import { confirmedNotices, rejectedNotices, retractedNotices } from './present-corrections';
import { resultPage } from './result-page';
import type { RecognitionNeeds } from './services';

const NUMBER = /^[1-9]\d{0,4}$/;

const referenceOf = ({ params: { id, number } }: Koa.Context): FaceReference => ({
  id,
  number: NUMBER.test(number) ? Number(number) : 0,
});

/** The bound that was being tried on the page that the form was on, as its address says: the result goes on with it. */
const triedOn = (address: string) => /\?sure=0\.\d\d?$/.exec(address)?.[0] ?? '';

/** The faces of a result: each one's picture, and what a person says of it. */
export function register(app: Koa, services: RecognitionNeeds): void {
  const { corrections, people, photoResponses, recognitions } = services;
  const router = new Router({ prefix: '/recognition/:id/faces/:number' });
  const showResult = resultPage(services);

  async function showFace(ctx: Koa.Context): Promise<void> {
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
  const tell = (ctx: Koa.Context, notices: readonly Notice[]) =>
    addNotices(
      ctx,
      notices.map((notice) => ({ ...notice, at: `face-${referenceOf(ctx).number}` })),
    );

  const personMeant = (ctx: Koa.Context) => people.find(getUserId(ctx), textOf(ctx, 'person') ?? '');

  async function confirm(ctx: Koa.Context): Promise<void> {
    const keep = fieldsOf(ctx)['keep'] !== undefined;
    tell(
      ctx,
      confirmedNotices(await corrections.confirm(getUserId(ctx), referenceOf(ctx), await personMeant(ctx), keep)),
    );
  }

  async function reject(ctx: Koa.Context): Promise<void> {
    const person = await personMeant(ctx);
    tell(ctx, rejectedNotices(person.name, await corrections.reject(getUserId(ctx), referenceOf(ctx), person)));
  }

  async function name(ctx: Koa.Context): Promise<void> {
    const typed = readName(textOf(ctx, 'name'));
    tell(ctx, confirmedNotices(await corrections.name(getUserId(ctx), referenceOf(ctx), typed)));
  }

  async function forget(ctx: Koa.Context): Promise<void> {
    const person = await personMeant(ctx);
    tell(ctx, retractedNotices(person.name, await corrections.retract(getUserId(ctx), referenceOf(ctx), person)));
  }

  /** A fault is told at the face that it is about. */
  const showFaultAtFace: Koa.Middleware = (ctx, next) =>
    showFaultIn(`face-${referenceOf(ctx).number}`, showResult)(ctx, next);

  /** Back to the face, in the result. */
  const backToFace: Koa.Middleware = async function backToFace(ctx, next) {
    await next();
    const { id, number } = referenceOf(ctx);
    ctx.redirect(`/recognition/${id}${triedOn(ctx.get('Referer'))}#face-${number}`);
    ctx.status = 303;
  };

  router.get('/', ensureLoggedIn, showFace);
  for (const correct of [confirm, reject, name, forget])
    router.post(`/${correct.name}`, ensureLoggedIn, showFaultAtFace, backToFace, correct);
  app.use(router.routes()).use(router.allowedMethods());
}
