import type Koa from 'koa';
import type { DescribedDraft, Draft } from '../../enrolment/draft-rows';
import { sendDraft } from '../../enrolment/send-draft';
import { draftNotFound } from '../../errors';
import type { Gallery } from '../../gallery/galleries';
import { whoIs } from '../people/whose';
import { presentOutcome, questionOf } from '../photos/present-outcome';
import { apiRoutes } from '../protocol/api-routes';
import { timeOf } from '../protocol/fields';
import { listReply } from '../protocol/lists';
import type { ApiNeeds } from '../services';
import { answerDraft, discardDraft, discardDrafts, listDrafts, showDraft, showDraftFile } from './operations';

const presentHead = ({ id, name, fileName, createdAt, width, height }: Draft) => ({
  ...{ id, name, file: fileName, createdAt: timeOf(createdAt), size: { width, height } },
});

const presentFaces = ({ faces }: DescribedDraft) =>
  faces.map(({ box: { left, top, width, height } }, i) => ({ number: i + 1, box: { x: left, y: top, width, height } }));

/** Registers the calls on drafts: the photos to review. */
export function register(app: Koa, services: ApiNeeds): void {
  const { drafts, draftAnswers, admission } = services;
  const api = apiRoutes(app, services);

  async function find(gallery: Gallery, id: string): Promise<DescribedDraft> {
    const draft = await drafts.find(gallery, id);
    if (!draft) throw draftNotFound();
    return draft;
  }

  api.on(listDrafts, async ({ ctx, gallery, query: { limit, cursor } }) => {
    const found = await drafts.listAfter(gallery, cursor, limit + 1);
    const counts = await drafts.faceCounts(found);
    const placeOf = ({ id, createdAt }: Draft) => ({ id, createdAt });
    return listReply(ctx, found, limit, placeOf, (draft) => ({
      ...presentHead(draft),
      faces: counts.get(draft.id) ?? 0,
    }));
  });

  api.on(showDraft, async ({ ctx, gallery, params: { draft: id } }) => {
    const draft = await find(gallery, id);
    const [face, ...others] = draft.faces;
    const doubt = face && others.length === 0 ? await admission.doubt(gallery, draft.name, draft, face) : undefined;
    const lookalike = ctx.state.key?.scopes.includes('people:read') ? doubt?.lookalike : undefined;
    return {
      status: 200,
      body: {
        ...presentHead(draft),
        question: questionOf(draft.faces.length, doubt),
        lookalike: lookalike ? { id: lookalike.handle, name: lookalike.name } : null,
        faces: presentFaces(draft),
      },
    };
  });

  api.on(showDraftFile, async ({ ctx, gallery, params: { draft }, query: { size } }) => {
    await sendDraft(ctx, services, await find(gallery, draft), size === 'thumbnail');
    return undefined;
  });

  api.on(answerDraft, async ({ ctx, gallery, params: { draft: id }, body: { face, insist, ...who } }) => {
    const draft = await find(gallery, id);
    const isOwn = who.person === undefined && who.name === undefined;
    const { name, whose } = await whoIs(services, ctx, gallery, isOwn ? { name: draft.name } : who);
    const result = await draftAnswers.choose(gallery, draft, name, face - 1, insist, whose);
    const isAdded = result.kind === 'added';
    return { status: isAdded ? 201 : 200, body: presentOutcome({ file: draft.fileName, result }) };
  });

  api.on(discardDraft, async ({ gallery, params: { draft } }) => {
    await drafts.discard(gallery, await find(gallery, draft));
    return { status: 204 };
  });

  api.on(discardDrafts, async ({ gallery }) => {
    await drafts.discardAll(gallery);
    return { status: 204 };
  });

  api.register();
}
