import { z } from 'zod';
import { EXAMPLES } from '../examples';
import { whoseFields } from '../people/schemas';
import { outcome, question, sizeQuery } from '../photos/schemas';
import { idField, time } from '../protocol/fields';
import { listOf, listQuery } from '../protocol/lists';
import { defineOperation } from '../protocol/operation';
import { personReference, size } from '../recognitions/schemas';

const tag = 'Drafts';
const KILOBYTES = 16;
const MAX_FACES = 1000;
const params = z.strictObject({ draft: idField });
const example = { params: { draft: EXAMPLES.draft } };

/** Where a draft is in the list. */
const place = z.strictObject({ id: idField, createdAt: z.int() });

const listed = {
  id: z.string(),
  name: z.string().describe('Whose photo it is to become.'),
  file: z.string().describe('The name of the file.'),
  createdAt: time,
  size: size.describe('Of the photo, in pixels.'),
};

const draftSummary = z
  .strictObject({ ...listed, faces: z.number().describe('How many of its faces may be meant.') })
  .meta({ id: 'DraftSummary' });

const draft = z
  .strictObject({
    ...listed,
    question,
    lookalike: personReference
      .nullable()
      .describe('Whom the face looks more like; null for a key without `people:read`.'),
    faces: z.array(
      z.strictObject({
        number: z.number().describe('From 1, from left to right.'),
        box: z
          .strictObject({ x: z.number(), y: z.number(), width: z.number(), height: z.number() })
          .describe('In pixels of the draft’s photo, from its upper left corner.'),
      }),
    ),
  })
  .meta({ id: 'Draft' });

export const listDrafts = defineOperation({
  id: 'listDrafts',
  method: 'get',
  path: '/drafts',
  tag,
  summary: 'List the photos to review, the oldest first',
  description: 'A photo waits for an answer for a week.',
  scopes: ['drafts:read'],
  query: z.strictObject(listQuery(place)),
  answers: { 200: { description: 'Some of them.', schema: listOf(draftSummary) } },
  example: {},
});

export const showDraft = defineOperation({
  id: 'showDraft',
  method: 'get',
  path: '/drafts/:draft',
  tag,
  summary: 'Show a photo to review: its faces, and the question',
  scopes: ['drafts:read'],
  params,
  answers: { 200: { description: 'The photo to review.', schema: draft } },
  faults: ['draft_not_found'],
  example,
});

export const showDraftFile = defineOperation({
  id: 'showDraftFile',
  method: 'get',
  path: '/drafts/:draft/file',
  tag,
  summary: 'Get the picture of a photo to review',
  scopes: ['drafts:read'],
  params,
  query: sizeQuery.extend({ size: sizeQuery.shape.size.describe('A thumbnail is the whole photo, smaller.') }),
  answers: { 200: { description: 'The picture, a JPEG.', media: 'image/jpeg' } },
  faults: ['draft_not_found', 'photo_not_found'],
  example,
});

export const answerDraft = defineOperation({
  id: 'answerDraft',
  method: 'post',
  path: '/drafts/:draft/answer',
  tag,
  summary: 'Answer a photo to review: this face is that person',
  description:
    'Without `person` and `name`, it is the person whose photo it was to become. If the face is in doubt, the photo goes on waiting, unless the answer insists. Somebody new is added; then the key also needs `people:write`.',
  scopes: ['drafts:write', 'photos:write'],
  params,
  body: {
    kind: 'json',
    kilobytes: KILOBYTES,
    schema: z
      .strictObject({
        face: z.int().min(1).max(MAX_FACES).describe('The number of the face.'),
        ...whoseFields,
        insist: z.boolean().default(false).describe('Adds the face in spite of a doubt, which isn’t raised again.'),
      })
      .refine(({ person, name }) => person === undefined || name === undefined, {
        message: 'Please give either person or name.',
        path: ['person'],
      }),
  },
  answers: {
    200: { description: 'It goes on waiting, as the face is in doubt.', schema: outcome },
    201: { description: 'It is a photo of the person.', schema: outcome },
  },
  faults: [
    'draft_not_found',
    'no_such_face',
    'person_not_found',
    'photo_known',
    'face_too_small',
    'face_too_blurred',
    'face_too_turned',
    'face_unusable',
    'name_missing',
    'name_too_long',
    'name_invalid',
    'quota_reached',
  ],
  creates: true,
  example: { ...example, body: { face: 1, insist: true } },
});

export const discardDraft = defineOperation({
  id: 'discardDraft',
  method: 'delete',
  path: '/drafts/:draft',
  tag,
  summary: 'Discard a photo to review',
  scopes: ['drafts:write'],
  params,
  answers: { 204: { description: 'It is gone.' } },
  faults: ['draft_not_found'],
  example,
});

export const discardDrafts = defineOperation({
  id: 'discardDrafts',
  method: 'delete',
  path: '/drafts',
  tag,
  summary: 'Discard all photos to review',
  description: '`all` is required, so that no address that lacks an id discards them.',
  scopes: ['drafts:write'],
  query: z.strictObject({ all: z.literal('true').meta({ parameter: { type: 'boolean', enum: [true] } }) }),
  answers: { 204: { description: 'They are gone.' } },
  example: { query: { all: true } },
});

export const draftOperations = [listDrafts, showDraft, showDraftFile, answerDraft, discardDraft, discardDrafts];
