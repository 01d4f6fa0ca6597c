import { z } from 'zod';
import { EXAMPLE_FILES } from '../examples';
import { defineOperation } from '../protocol/operation';
import { box, certainty, likeness, model, quality, size } from '../recognitions/schemas';

const found = {
  box,
  score: z.number().describe('How sure the detector is that this is a face, from 0 to 1.'),
  quality,
  isUsable: z.boolean().describe('Whether it can be made out well enough to be compared with anybody.'),
};

const comparison = z
  .strictObject({
    model,
    first: z.strictObject({
      photo: size,
      face: z.strictObject(found).nullable().describe('The largest face; null when there is none.'),
    }),
    second: z.strictObject({
      photo: size,
      faces: z
        .array(
          z.strictObject({
            ...found,
            distance: z.number().nullable().describe('From 0, the same, to about 1.4; null if they can’t be compared.'),
            likeness: likeness.nullable(),
            certainty,
          }),
        )
        .describe('The most alike first.'),
    }),
  })
  .meta({ id: 'Comparison' });

export const comparePhotos = defineOperation({
  id: 'comparePhotos',
  method: 'post',
  path: '/compare',
  tag: 'Compare',
  summary: 'Compare the largest face of one photo with each face of another',
  description:
    'Takes two files. The certainty is by the gallery’s own thresholds. Nothing is stored, and nobody in the gallery is looked for.',
  scopes: ['recognitions:write'],
  body: { kind: 'files', files: 'photos', most: 2, schema: z.strictObject({}) },
  answers: { 200: { description: 'How alike they are.', schema: comparison } },
  faults: [
    'photo_damaged',
    'photo_unsupported',
    'photo_too_large',
    'photo_too_many_pixels',
    'too_busy',
    'field_invalid',
  ],
  example: { files: [EXAMPLE_FILES.ada, EXAMPLE_FILES.group] },
});

export const compareOperations = [comparePhotos];
