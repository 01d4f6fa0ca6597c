import { z } from 'zod';
import { idField, time } from '../protocol/fields';
import { personReference, quality } from '../recognitions/schemas';

export const photo = z
  .strictObject({
    id: z.string(),
    person: personReference,
    createdAt: time,
    addedBy: z
      .strictObject({ name: z.string() })
      .nullable()
      .describe('Who added it; null when they aren’t a member of the gallery anymore.'),
    face: z
      .strictObject({ width: z.number(), height: z.number(), quality })
      .describe('The one face that is theirs; its size in pixels of the picture that is kept.'),
  })
  .meta({ id: 'Photo' });

/** What a draft asks. */
export const question = z
  .enum(['which_face', 'looks_like_other', 'looks_unlike', 'is_it_them'])
  .describe(
    'Which of several faces is meant; whether it is them although it looks more like somebody else, or unlike their other photos; or just whether it is them.',
  );

const file = z.string().describe('The name of the file.');

const added = z.strictObject({
  file,
  outcome: z.literal('added'),
  photo: z.string().describe('The id of the photo.'),
  person: personReference,
  advice: z.array(z.string()).describe('What would make a better photo, in sentences.'),
  settled: z.number().describe('How many photos to review became photos of the person by it, as they look like it.'),
});
const draft = z.strictObject({ file, outcome: z.literal('draft'), draft: z.string(), question });
const known = z.strictObject({ file, outcome: z.literal('known') });
const refused = z.strictObject({
  file,
  outcome: z.literal('refused'),
  fault: z.strictObject({ id: z.string(), status: z.number(), detail: z.string() }),
});

/** What became of an uploaded photo. */
export const outcome = z.discriminatedUnion('outcome', [added, draft, known, refused]).meta({ id: 'Outcome' });

export const sizeQuery = z.strictObject({
  size: z.enum(['full', 'thumbnail']).default('full').describe('A thumbnail is a square around the face.'),
});

export const photoParams = z.strictObject({ photo: idField });
