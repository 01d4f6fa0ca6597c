import { z } from 'zod';
import { EXAMPLE_FILES, EXAMPLES } from '../examples';
import { flagParameter, idField } from '../protocol/fields';
import { listOf, listQuery } from '../protocol/lists';
import { defineOperation } from '../protocol/operation';
import { candidatesParameter, recognition, summary } from './schemas';

const tag = 'Recognitions';
const params = z.strictObject({ recognition: idField });
const example = { params: { recognition: EXAMPLES.recognition } };
const picture = { description: 'The picture, a JPEG.', media: 'image/jpeg' };

/** Where a recognition is in the list. */
const place = z.strictObject({ id: idField, createdAt: z.int() });

export const recognizePhoto = defineOperation({
  id: 'recognizePhoto',
  method: 'post',
  path: '/recognitions',
  tag,
  summary: 'Find out who is in a photo',
  description:
    'Nothing of the photo is stored unless `keep` is `true`. A kept photo can be shown and corrected until it expires; an `Idempotency-Key` counts ' +
    'for it alone. A photo without a face is answered with an empty list of faces.',
  scopes: ['recognitions:write'],
  query: z.strictObject({
    keep: flagParameter(false),
    candidates: candidatesParameter,
    landmarks: flagParameter(false),
  }),
  body: { kind: 'files', files: 'photos', most: 1, schema: z.strictObject({}) },
  answers: {
    200: { description: 'Who is in the photo, which isn’t kept.', schema: recognition },
    201: { description: 'Who is in the photo, which is kept.', schema: recognition },
  },
  faults: [
    'photo_damaged',
    'photo_unsupported',
    'photo_too_large',
    'photo_too_many_pixels',
    'too_busy',
    'quota_reached',
  ],
  creates: true,
  createsIf: 'keep',
  example: { files: [EXAMPLE_FILES.group] },
});

export const listRecognitions = defineOperation({
  id: 'listRecognitions',
  method: 'get',
  path: '/recognitions',
  tag,
  summary: 'List the kept photos, the newest first, with the names of today',
  scopes: ['recognitions:read'],
  query: z.strictObject(listQuery(place)),
  answers: { 200: { description: 'Some of them.', schema: listOf(summary) } },
  example: { query: { limit: 10 } },
});

export const showRecognition = defineOperation({
  id: 'showRecognition',
  method: 'get',
  path: '/recognitions/:recognition',
  tag,
  summary: 'Show who is in a kept photo, with the names of today',
  scopes: ['recognitions:read'],
  params,
  query: z.strictObject({ candidates: candidatesParameter }),
  answers: { 200: { description: 'The photo with its faces.', schema: recognition } },
  faults: ['recognition_not_found'],
  example,
});

export const showRecognitionPhoto = defineOperation({
  id: 'showRecognitionPhoto',
  method: 'get',
  path: '/recognitions/:recognition/photo',
  tag,
  summary: 'Get what is kept of a photo',
  scopes: ['recognitions:read'],
  params,
  answers: { 200: picture },
  faults: ['recognition_not_found'],
  example,
});

export const shareRecognition = defineOperation({
  id: 'shareRecognition',
  method: 'patch',
  path: '/recognitions/:recognition',
  tag,
  summary: 'Share a kept photo with the gallery, or stop that',
  description:
    'Only who recognized may share it; then all members of the gallery see the photo and who is in it. Owners of the gallery may stop what others share.',
  scopes: ['recognitions:write'],
  params,
  body: { kind: 'json', kilobytes: 1, schema: z.strictObject({ shared: z.boolean() }) },
  answers: { 204: { description: 'It is so.' } },
  faults: ['recognition_not_found', 'result_of_another'],
  example: { ...example, body: { shared: true } },
});

export const deleteRecognition = defineOperation({
  id: 'deleteRecognition',
  method: 'delete',
  path: '/recognitions/:recognition',
  tag,
  summary: 'Delete a kept photo',
  description: 'What was said of its faces stays.',
  scopes: ['recognitions:write'],
  params,
  answers: { 204: { description: 'It is gone.' } },
  faults: ['recognition_not_found', 'result_of_another'],
  example,
});

export const deleteRecognitions = defineOperation({
  id: 'deleteRecognitions',
  method: 'delete',
  path: '/recognitions',
  tag,
  summary: 'Delete all kept photos',
  description: '`all` is required, so that no address that lacks an id deletes them.',
  scopes: ['recognitions:write'],
  query: z.strictObject({ all: z.literal('true').meta({ parameter: { type: 'boolean', enum: [true] } }) }),
  answers: { 204: { description: 'They are gone.' } },
  example: { query: { all: true } },
});

export const recognitionOperations = [
  recognizePhoto,
  listRecognitions,
  showRecognition,
  showRecognitionPhoto,
  shareRecognition,
  deleteRecognition,
  deleteRecognitions,
];
