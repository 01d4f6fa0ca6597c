import { z } from 'zod';
import { readName } from '../../gallery/person-name';
import { idField, time } from '../protocol/fields';
import { inField } from '../protocol/read-parts';

/** Longer than any name, in UTF-16 code units: `readName` says which are too long. */
const MAX_NAME_LENGTH = 4000;

/** A person's name in a body. */
export const nameField = z
  .string()
  .max(MAX_NAME_LENGTH)
  .transform(inField('name', readName))
  .describe('The name, with 1 to 100 characters. Case and the encoding of accents make no difference.');

/** A person in an answer. */
export const person = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    createdAt: time,
    photos: z.number().describe('How many photos of theirs can be used.'),
    cover: z.string().nullable().describe('The id of the photo that stands for them; null without a photo.'),
  })
  .meta({ id: 'Person' });

export const merge = z
  .strictObject({
    id: z.string().describe('To undo it with.'),
    person: z.string().describe('The id of the person who has everything now.'),
    name: z.string().describe('The name of the person who was merged into them.'),
    photos: z.number().describe('How many photos they would get back.'),
  })
  .meta({ id: 'Merge' });

/** Says who is meant: by an id, or by a name. */
export const whoseFields = {
  person: idField.optional().describe('The id of the person.'),
  name: nameField.optional().describe('The name of the person, who is added if there is nobody with it.'),
};

/** Whether exactly one of `person` and `name` is there. */
export const isOnePerson = ({ person: id, name }: { person?: string | undefined; name?: string | undefined }) =>
  (id === undefined) !== (name === undefined);

export const ONE_PERSON = { message: 'Please give either person or name.', path: ['person'] };

export const personParams = z.strictObject({ person: idField });
