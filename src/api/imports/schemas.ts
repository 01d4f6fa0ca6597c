import { z } from 'zod';
import { NAME_ENCODINGS, type NameEncoding } from '../../account/import/name-encodings';
import { idField, time } from '../protocol/fields';

const ENCODINGS = Object.keys(NAME_ENCODINGS) as [NameEncoding, ...NameEncoding[]];

export const encoding = z.enum(ENCODINGS).describe('The encoding of the names in the zip that don’t say theirs.');

const count = z.number();

const preview = z
  .strictObject({
    isExport: z.boolean().describe('Whether FamiliarFaces made the zip; then its names can’t be changed.'),
    people: count.describe('How many people were found.'),
    photos: count,
    results: count.describe('How many of them are results.'),
    drafts: count.describe('How many of them are photos to review.'),
    unnamed: count.describe('How many photos have no name.'),
    refused: count.describe('How many files can’t be read.'),
  })
  .describe('What the zip has.')
  .meta({ id: 'ImportPreview' });

const listed = {
  id: z.string(),
  file: z.string().describe('The name of the zip.'),
  state: z.enum(['waiting', 'running', 'stopped', 'failed', 'done']).describe('One that stopped or failed can go on.'),
  message: z.string().nullable().describe('Why it failed, or what else was taken over.'),
  createdAt: time,
  encoding: encoding.nullable().describe('How names were read; null when all say it.'),
  unnamed: z
    .string()
    .nullable()
    .describe('The name that photos without one get; empty to leave them out, null as long as nobody has said so.'),
  files: count.describe('How many files are to be worked on.'),
  finished: count.describe('How many of them are.'),
  outcomes: z.strictObject({ added: count, draft: count, refused: count, known: count }),
  passedOver: count.describe('How many files are no photos, and were passed over.'),
  leftOut: count.describe('How many photos were left out by choice.'),
};

export const importSummary = z.strictObject(listed).meta({ id: 'ImportSummary' });

export const importDetails = z
  .strictObject({ ...listed, preview: preview.nullable().describe('Null once it has begun.') })
  .meta({ id: 'Import' });

export const importPerson = z
  .strictObject({
    number: count.describe('Their number in the zip, from 0.'),
    found: z.string().describe('The name as it is in the zip.'),
    name: z.string().describe('The name that is wanted.'),
    isAdded: z.boolean().describe('Whether their photos are to be added.'),
    isGuess: z.boolean().describe('Whether the name is only in names of files.'),
    photos: count,
    known: z.string().nullable().describe('The name of the person who has it already; null for somebody new.'),
  })
  .meta({ id: 'ImportPerson' });

export const importFile = z
  .strictObject({
    file: z.string().describe('Its path in the zip.'),
    person: z.string().nullable().describe('The name of the person.'),
    outcome: z.enum(['added', 'draft', 'refused', 'known']),
    message: z.string().describe('Why it was refused, or what else is to be said; may be empty.'),
    draft: z.string().nullable().describe('The photo to review that it became, as long as that waits.'),
  })
  .meta({ id: 'ImportFile' });

export const importParams = z.strictObject({ import: idField });
