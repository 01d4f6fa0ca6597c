import type Koa from 'koa';
import { viewerOf } from '../../auth/guards';
import { requireScopes } from '../../auth/keys/identify-key';
import { recognitionNotFound } from '../../errors';
import { sendFace } from '../../recognition/result-pictures';
import { apiRoutes } from '../protocol/api-routes';
import { timeOf } from '../protocol/fields';
import type { ApiNeeds } from '../services';
import {
  confirmRecognizedFace,
  confirmSureFaces,
  forgetVerdict,
  ignoreRecognizedFace,
  nameRecognizedFace,
  rejectRecognizedFace,
  showRecognizedFace,
  stopIgnoringFace,
  undoConfirmSureFaces,
} from './face-operations';
import { presentReference } from './present';

interface FaceParams {
  recognition: string;
  number: number;
}

const referenceOf = ({ recognition: id, number }: FaceParams) => ({ id, number });

/** Registers the calls on the faces of kept photos: their pictures, and what is said of them. */
export function register(app: Koa, services: ApiNeeds): void {
  const { corrections, ignoring, people, recognizer, sureConfirmations } = services;
  const api = apiRoutes(app, services);

  api.on(showRecognizedFace, async ({ ctx, params }) => {
    await sendFace(ctx, services, viewerOf(ctx), referenceOf(params));
    return undefined;
  });

  api.on(confirmRecognizedFace, async ({ ctx, gallery, params, body }) => {
    if (body.keep) requireScopes(ctx, 'photos:write');
    const person = await people.find(gallery, body.person);
    const { photo, advice } = await corrections.confirm(viewerOf(ctx), referenceOf(params), person, body.keep);
    return { status: 200, body: { person: presentReference(person), photo, advice } };
  });

  api.on(rejectRecognizedFace, async ({ ctx, gallery, params, body }) => {
    const person = await people.find(gallery, body.person);
    const photo = await corrections.reject(viewerOf(ctx), referenceOf(params), person);
    return { status: 200, body: { person: presentReference(person), photo: photo ?? null } };
  });

  api.on(nameRecognizedFace, async ({ ctx, params, body: { name } }) => {
    const mayAdd = () => requireScopes(ctx, 'people:write');
    const { person, photo, advice } = await corrections.name(viewerOf(ctx), referenceOf(params), name, mayAdd);
    return { status: 200, body: { person: presentReference(person), photo, advice } };
  });

  api.on(forgetVerdict, async ({ ctx, gallery, params }) => {
    const mayRemove = (what: 'photo' | 'person') =>
      requireScopes(ctx, what === 'photo' ? 'photos:write' : 'people:write');
    await corrections.retract(viewerOf(ctx), referenceOf(params), await people.find(gallery, params.person), mayRemove);
    return { status: 204 };
  });

  api.on(ignoreRecognizedFace, async ({ ctx, params, body: { reason } }) => {
    await ignoring.ignore(viewerOf(ctx), referenceOf(params), reason === 'person');
    return { status: 204 };
  });

  api.on(stopIgnoringFace, async ({ ctx, params }) => {
    await ignoring.stop(viewerOf(ctx), referenceOf(params));
    return { status: 204 };
  });

  api.on(confirmSureFaces, async ({ ctx, params: { recognition: id }, body: { faces } }) => {
    const asked = faces?.map(({ number, person: handle }) => ({ number, handle }));
    const shown = asked ?? (await recognizer.sureNames(viewerOf(ctx), id));
    if (!shown) throw recognitionNotFound();
    const { confirmed, at } = await sureConfirmations.confirm(viewerOf(ctx), id, shown);
    return {
      status: 200,
      body: { faces: confirmed.map(({ number, handle: person }) => ({ number, person })), at: timeOf(at) },
    };
  });

  api.on(undoConfirmSureFaces, async ({ ctx, params: { recognition: id }, body: { faces, at } }) => {
    const shown = faces.map(({ number, person: handle }) => ({ number, handle }));
    return { status: 200, body: { faces: await sureConfirmations.undo(viewerOf(ctx), id, shown, Date.parse(at)) } };
  });

  api.register();
}
