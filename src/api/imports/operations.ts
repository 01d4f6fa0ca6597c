import { z } from 'zod';
import { EXAMPLE_FILES, EXAMPLES } from '../examples';
import { nameField } from '../people/schemas';
import { idField } from '../protocol/fields';
import { listOf, listQuery } from '../protocol/lists';
import { defineOperation } from '../protocol/operation';
import { encoding, importDetails, importFile, importPerson, importSummary, importParams as params } from './schemas';

const tag = 'Imports';
const KILOBYTES = 1000;
/** The most people whose names one request changes. */
const MAX_CHANGES = 200;
/** A zip has fewer files. */
const MAX_NUMBER = 1_000_000;
const example = { params: { import: EXAMPLES.import } };
const notFound = ['import_not_found'] as const;

/** Where an import is in the list. */
const place = z.strictObject({ id: idField, createdAt: z.int() });
/** The position in a zip. */
const position = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

export const createImport = defineOperation({
  id: 'createImport',
  method: 'post',
  path: '/imports',
  tag,
  summary: 'Upload a zip of photos',
  description:
    'The zip has a folder for each person, or is an export. It is looked through, and then waits for `start`, so that its names can be changed before.',
  scopes: ['imports:write'],
  body: {
    kind: 'files',
    files: 'zip',
    most: 1,
    schema: z.strictObject({
      start: z.enum(['true', 'false']).default('false').describe('Whether its photos are added at once.'),
    }),
  },
  answers: { 201: { description: 'The import.', schema: importDetails } },
  faults: [
    'zip_missing',
    'too_many_zips',
    'zip_too_large',
    'no_room_for_zip',
    'zip_unreadable',
    'zip_too_many_files',
    'zip_unpacks_too_far',
    'zip_without_photos',
    'gallery_file_unreadable',
    'gallery_file_newer',
    'imports_unfinished',
    'quota_reached',
  ],
  creates: true,
  example: { files: [EXAMPLE_FILES.zip] },
});

export const listImports = defineOperation({
  id: 'listImports',
  method: 'get',
  path: '/imports',
  tag,
  summary: 'List imports, the newest first',
  scopes: ['imports:read'],
  query: z.strictObject(listQuery(place)),
  answers: { 200: { description: 'Some of them.', schema: listOf(importSummary) } },
  example: {},
});

export const showImport = defineOperation({
  id: 'showImport',
  method: 'get',
  path: '/imports/:import',
  tag,
  summary: 'Show how far an import is, or what it would do',
  scopes: ['imports:read'],
  params,
  answers: { 200: { description: 'The import.', schema: importDetails } },
  faults: [...notFound, 'import_gone'],
  example,
});

export const listImportPeople = defineOperation({
  id: 'listImportPeople',
  method: 'get',
  path: '/imports/:import/people',
  tag,
  summary: 'List the people whom a zip has photos of, in its order',
  description: 'Once the import is done, the list is empty.',
  scopes: ['imports:read'],
  params,
  query: z.strictObject(listQuery(position)),
  answers: { 200: { description: 'Some of them.', schema: listOf(importPerson) } },
  faults: notFound,
  example,
});

export const changeImport = defineOperation({
  id: 'changeImport',
  method: 'patch',
  path: '/imports/:import',
  tag,
  summary: 'Change what an import that waits will do',
  description:
    'Another encoding gives other names, so it can’t come together with them: it forgets what was chosen. All is changed, or nothing.',
  scopes: ['imports:write'],
  params,
  body: {
    kind: 'json',
    kilobytes: KILOBYTES,
    schema: z
      .strictObject({
        encoding: encoding.optional(),
        unnamed: z
          .union([z.literal(''), nameField])
          .optional()
          .describe('The name that photos without one get; empty to leave them out.'),
        people: z
          .array(
            z.strictObject({
              number: z.int().min(0).max(MAX_NUMBER),
              name: nameField.optional(),
              isAdded: z.boolean().optional(),
            }),
          )
          .max(MAX_CHANGES)
          .optional()
          .describe('What is to be changed for whom, by their numbers.'),
      })
      .refine((change) => change.encoding === undefined || (change.people ?? change.unnamed) === undefined, {
        message: 'Please change the encoding and the names one after the other.',
        path: ['encoding'],
      }),
  },
  answers: { 200: { description: 'The import.', schema: importDetails } },
  faults: [
    ...notFound,
    'import_begun',
    'import_changed',
    'import_gone',
    'name_missing',
    'name_too_long',
    'name_invalid',
  ],
  example: { ...example, body: { people: [{ number: 0, name: 'Cleo de Mérode' }] } },
});

export const startImport = defineOperation({
  id: 'startImport',
  method: 'post',
  path: '/imports/:import/start',
  tag,
  summary: 'Start an import that waits',
  scopes: ['imports:write'],
  params,
  answers: { 202: { description: 'It has started.', schema: importSummary } },
  faults: [...notFound, 'import_begun'],
  example,
});

export const resumeImport = defineOperation({
  id: 'resumeImport',
  method: 'post',
  path: '/imports/:import/resume',
  tag,
  summary: 'Go on with an import that stopped or failed',
  description: 'One that waits, runs, or is done stays as it is.',
  scopes: ['imports:write'],
  params,
  answers: { 202: { description: 'It goes on.', schema: importSummary } },
  faults: notFound,
  example,
});

export const deleteImport = defineOperation({
  id: 'deleteImport',
  method: 'delete',
  path: '/imports/:import',
  tag,
  summary: 'Stop an import, and delete it with its zip',
  description: 'The photos that it added stay.',
  scopes: ['imports:write'],
  params,
  answers: { 204: { description: 'It is gone.' } },
  faults: notFound,
  example,
});

export const listImportFiles = defineOperation({
  id: 'listImportFiles',
  method: 'get',
  path: '/imports/:import/files',
  tag,
  summary: 'List what became of each file, in the zip’s order',
  description:
    'While an import runs, the list ends with the last photo that was added, known, or is to be reviewed. All files are in it once it is done. Of one that failed, what is finished is in it: after it has gone on, the list is to be read anew.',
  scopes: ['imports:read'],
  params,
  query: z.strictObject(listQuery(position)),
  answers: { 200: { description: 'Some of them.', schema: listOf(importFile) } },
  faults: notFound,
  example,
});

export const importOperations = [
  createImport,
  listImports,
  showImport,
  listImportPeople,
  changeImport,
  startImport,
  resumeImport,
  deleteImport,
  listImportFiles,
];
