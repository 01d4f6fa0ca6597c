import { z } from 'zod';
import { numberParameter, time } from '../protocol/fields';

/** A person in an answer. */
export const personReference = z.strictObject({ id: z.string(), name: z.string() }).meta({ id: 'PersonReference' });

export const box = z
  .strictObject({ x: z.number(), y: z.number(), width: z.number(), height: z.number() })
  .describe('In pixels of the uploaded photo as it is shown upright, from its upper left corner.')
  .meta({ id: 'Box' });

export const size = z.strictObject({ width: z.number(), height: z.number() });

export const certainty = z
  .enum(['sure', 'maybe', 'none'])
  .describe('As the page of a result says it: a name, a name as a question, or neither.');

export const likeness = z
  .number()
  .describe('The distance in per cent, as pages show it: 50 at 0.6. It is no probability.');

/** What describes the faces. */
export const model = z
  .strictObject({ network: z.string().describe('The network whose descriptors were compared.') })
  .meta({ id: 'Model' });

export const quality = z.strictObject({
  sharpness: z.number().nullable().describe('From 0, blurred, to 1.'),
  turn: z.number().nullable().describe('From 0, into the camera, to 1, in profile.'),
  overall: z.number().nullable().describe('All figures together, from 0 to 1.'),
});

const candidate = z
  .strictObject({
    person: personReference,
    distance: z.number().nullable().describe('From 0, the same, to about 1.4; null if there is no photo to compare.'),
    likeness: likeness.nullable(),
    certainty,
    closestPhoto: z.string().nullable().describe('The id of the person’s photo that the face resembles most.'),
  })
  .meta({ id: 'Candidate' });

export const face = z
  .strictObject({
    number: z.number().describe('From 1, from left to right.'),
    box,
    score: z.number().describe('How sure the detector is that this is a face, from 0 to 1.'),
    quality,
    isUsable: z.boolean().describe('Whether it can be made out well enough to be compared with anybody.'),
    person: personReference.nullable().describe('Whom the face is taken for.'),
    certainty,
    verdict: z.enum(['confirmed', 'ignored', 'not_a_face']).nullable().describe('What was said of it before.'),
    candidates: z.array(candidate).describe('The person comes first, and then the others, the nearest first.'),
    rejected: z.array(personReference).describe('Whom it was said not to be: the latest ten.'),
    landmarks: z
      .array(z.strictObject({ x: z.number(), y: z.number() }))
      .optional()
      .describe('68 points in iBUG’s order, in pixels as the box is.'),
  })
  .meta({ id: 'Face' });

export const recognition = z
  .strictObject({
    id: z.string().nullable().describe('Null when the photo isn’t kept.'),
    shared: z.boolean().describe('Whether all members of the gallery see it.'),
    sharedBy: z.string().nullable().describe('The name of who shares it; null for one’s own.'),
    model,
    photo: size.describe('The uploaded photo, upright, in pixels.'),
    picture: z
      .strictObject({ ...size.shape, turned: z.union([z.literal(0), z.literal(90), z.literal(180), z.literal(270)]) })
      .nullable()
      .describe('What is kept of it: smaller, and turned clockwise by so many degrees as its faces lay on their side.'),
    createdAt: time.nullable(),
    expiresAt: time.nullable(),
    faces: z.array(face),
  })
  .meta({ id: 'Recognition' });

export const summary = z
  .strictObject({
    id: z.string(),
    shared: z.boolean().describe('Whether all members of the gallery see it.'),
    sharedBy: z.string().nullable().describe('The name of who shares it; null for one’s own.'),
    model,
    createdAt: time,
    expiresAt: time,
    photo: size,
    faces: z.number().describe('How many there are.'),
    unknown: z.number().describe('How many of them are nobody’s whom the gallery knows.'),
    people: z.array(z.strictObject({ person: personReference, certainty })),
  })
  .meta({ id: 'RecognitionSummary' });

/** How many candidates an answer has for each face. */
export const candidatesParameter = numberParameter(0, 20, 3);
