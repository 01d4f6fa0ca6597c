import { z } from 'zod';
import { readName } from '../../gallery/person-name';
import { EXAMPLES } from '../examples';
import { idField, time } from '../protocol/fields';
import { defineOperation } from '../protocol/operation';
import { inField } from '../protocol/read-parts';
import { personReference } from './schemas';

const tag = 'Recognitions';
const SMALL_KB = 4;
/** More faces than a photo can have. */
const MAX_FACES = 1000;

const params = z.strictObject({ recognition: idField });
const number = z
  .string()
  .regex(/^[1-9]\d{0,3}$/)
  .transform(Number);
const faceParams = z.strictObject({ recognition: idField, number });
const verdictParams = z.strictObject({ recognition: idField, number, person: idField });
const of = (face: string) => ({ recognition: EXAMPLES.recognition, number: face });
const path = '/recognitions/:recognition/faces/:number';
const common = { tag, scopes: ['verdicts:write'] } as const;
const faults = ['recognition_not_found', 'no_such_face'] as const;

const correction = z
  .strictObject({
    person: personReference,
    photo: z
      .enum(['added', 'known', 'unfit', 'unlike'])
      .nullable()
      .describe(
        'Whether the face became a photo of the person: it was one already, it isn’t good enough, or it doesn’t look like the others. Null when it wasn’t to.',
      ),
    advice: z.array(z.string()),
  })
  .meta({ id: 'Correction' });

const shownName = z.strictObject({ number: z.int().min(1).max(MAX_FACES), person: idField });
const shownNames = z.array(shownName).max(MAX_FACES);

export const showRecognizedFace = defineOperation({
  id: 'showRecognizedFace',
  method: 'get',
  path: `${path}/image`,
  tag,
  summary: 'Get one face of a kept photo, cut out',
  scopes: ['recognitions:read'],
  params: faceParams,
  answers: { 200: { description: 'A square of 320 pixels, a JPEG.', media: 'image/jpeg' } },
  faults: ['photo_not_found'],
  example: { params: of('1') },
});

export const confirmRecognizedFace = defineOperation({
  ...common,
  id: 'confirmRecognizedFace',
  method: 'post',
  path: `${path}/confirm`,
  summary: 'Say that a face is a person’s',
  description: 'With `keep`, the face becomes a photo of theirs, too; then the key also needs `photos:write`.',
  params: faceParams,
  body: {
    kind: 'json',
    kilobytes: SMALL_KB,
    schema: z.strictObject({ person: idField, keep: z.boolean().default(false) }),
  },
  answers: { 200: { description: 'It is confirmed.', schema: correction } },
  faults: [...faults, 'person_not_found', 'quota_reached'],
  creates: true,
  example: { params: of('3'), body: { person: EXAMPLES.person } },
});

export const rejectRecognizedFace = defineOperation({
  ...common,
  id: 'rejectRecognizedFace',
  method: 'post',
  path: `${path}/reject`,
  summary: 'Say that a face isn’t a person’s',
  description: 'The person is never suggested for this face again, in any version of the photo.',
  params: faceParams,
  body: { kind: 'json', kilobytes: SMALL_KB, schema: z.strictObject({ person: idField }) },
  answers: {
    200: {
      description: 'It is rejected.',
      schema: z.strictObject({
        person: personReference,
        photo: z.string().nullable().describe('The person’s photo that shows this very face, if there is one.'),
      }),
    },
  },
  faults: [...faults, 'person_not_found'],
  example: { params: of('2'), body: { person: EXAMPLES.otherPerson } },
});

export const nameRecognizedFace = defineOperation({
  ...common,
  id: 'nameRecognizedFace',
  method: 'post',
  path: `${path}/name`,
  summary: 'Name a face, and make it a photo of that person',
  description: 'The key also needs `people:write` to add somebody who isn’t in the gallery.',
  scopes: ['verdicts:write', 'photos:write'],
  params: faceParams,
  body: {
    kind: 'json',
    kilobytes: SMALL_KB,
    schema: z.strictObject({ name: z.string().transform(inField('name', readName)) }),
  },
  answers: { 200: { description: 'It is named.', schema: correction } },
  faults: [
    ...faults,
    ...(['name_missing', 'name_too_long', 'name_invalid', 'scope_missing', 'quota_reached'] as const),
    ...(['face_too_small', 'face_too_blurred', 'face_too_turned', 'face_unusable'] as const),
  ],
  creates: true,
  example: { params: of('2'), body: { name: 'Cleo' } },
});

export const forgetVerdict = defineOperation({
  ...common,
  id: 'forgetVerdict',
  method: 'delete',
  path: `${path}/verdicts/:person`,
  summary: 'Take back what was said of a face and a person',
  description:
    'Deletes the photo that a confirmation made, too: then the key also needs `photos:write`, and `people:write` if it is the person’s last one.',
  params: verdictParams,
  answers: { 204: { description: 'It is taken back.' } },
  faults: [...faults, 'person_not_found', 'scope_missing'],
  example: { params: { ...of('3'), person: EXAMPLES.person } },
});

export const ignoreRecognizedFace = defineOperation({
  ...common,
  id: 'ignoreRecognizedFace',
  method: 'put',
  path: `${path}/ignored`,
  summary: 'Ignore a face',
  description: '`person`: whoever it is isn’t looked for in any photo. `not_a_face`: what was found is none.',
  params: faceParams,
  body: { kind: 'json', kilobytes: SMALL_KB, schema: z.strictObject({ reason: z.enum(['person', 'not_a_face']) }) },
  answers: { 204: { description: 'It is ignored.' } },
  faults,
  example: { params: of('2'), body: { reason: 'person' } },
});

export const stopIgnoringFace = defineOperation({
  ...common,
  id: 'stopIgnoringFace',
  method: 'delete',
  path: `${path}/ignored`,
  summary: 'Stop ignoring a face',
  params: faceParams,
  answers: { 204: { description: 'It isn’t ignored anymore.' } },
  faults,
  example: { params: of('2') },
});

export const confirmSureFaces = defineOperation({
  ...common,
  id: 'confirmSureFaces',
  method: 'post',
  path: '/recognitions/:recognition/confirm-all',
  summary: 'Confirm many faces of a photo at once',
  description: 'Without `faces`, all that are sure. Whatever was decided meanwhile stays.',
  params,
  body: { kind: 'json', kilobytes: 100, schema: z.strictObject({ faces: shownNames.optional() }) },
  answers: {
    200: {
      description: 'What was confirmed, and when: both are needed to take it back.',
      schema: z.strictObject({ faces: z.array(shownName), at: time }),
    },
  },
  faults: ['recognition_not_found'],
  example: { params: { recognition: EXAMPLES.recognition }, body: {} },
});

export const undoConfirmSureFaces = defineOperation({
  ...common,
  id: 'undoConfirmSureFaces',
  method: 'post',
  path: '/recognitions/:recognition/undo-confirm-all',
  summary: 'Take back that many faces were confirmed at once',
  description: 'A confirmation whose face has become a photo since stays.',
  params,
  body: { kind: 'json', kilobytes: 100, schema: z.strictObject({ faces: shownNames, at: time }) },
  answers: { 200: { description: 'How many were taken back.', schema: z.strictObject({ faces: z.number() }) } },
  faults: ['recognition_not_found'],
  example: {
    params: { recognition: EXAMPLES.recognition },
    body: { faces: [{ number: 3, person: EXAMPLES.person }], at: '2026-11-26T12:00:00.000Z' },
  },
});

export const faceOperations = [
  showRecognizedFace,
  confirmRecognizedFace,
  rejectRecognizedFace,
  nameRecognizedFace,
  forgetVerdict,
  ignoreRecognizedFace,
  stopIgnoringFace,
  confirmSureFaces,
  undoConfirmSureFaces,
];
