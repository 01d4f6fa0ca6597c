import { z } from 'zod';
import { EXAMPLES } from '../examples';
import { idField, time } from '../protocol/fields';
import { listOf, listQuery } from '../protocol/lists';
import { defineOperation } from '../protocol/operation';

const tag = 'Recognitions';

const ignoredFace = z
  .strictObject({
    id: z.string(),
    reason: z.enum(['person', 'not_a_face']),
    createdAt: time,
    recognition: z.string().nullable().describe('The kept photo in which it was said; null once that is gone.'),
    face: z.number().nullable().describe('The number of the face there.'),
  })
  .meta({ id: 'IgnoredFace' });

/** Where an ignored face is in the list. */
const place = z.strictObject({ id: idField, createdAt: z.int() });

export const listIgnoredFaces = defineOperation({
  id: 'listIgnoredFaces',
  method: 'get',
  path: '/ignored-faces',
  tag,
  summary: 'List the ignored faces, the latest first',
  scopes: ['recognitions:read'],
  query: z.strictObject(listQuery(place)),
  answers: { 200: { description: 'Some of them.', schema: listOf(ignoredFace) } },
  faults: ['role_too_weak'],
  example: {},
});

export const removeIgnoredFace = defineOperation({
  id: 'removeIgnoredFace',
  method: 'delete',
  path: '/ignored-faces/:ignoredFace',
  tag,
  summary: 'Stop ignoring a face in all photos',
  scopes: ['verdicts:write'],
  params: z.strictObject({ ignoredFace: idField }),
  answers: { 204: { description: 'It is looked for again.' } },
  faults: ['ignored_face_not_found'],
  example: { params: { ignoredFace: EXAMPLES.ignoredFace } },
});

export const ignoredFaceOperations = [listIgnoredFaces, removeIgnoredFace];
