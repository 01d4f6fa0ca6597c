import { z } from 'zod';
import { defineOperation } from '../protocol/operation';

const tag = 'Account';
const KILOBYTES = 1;
const CONFIRMATION = 'delete everything';

export const exportEverything = defineOperation({
  id: 'exportEverything',
  method: 'get',
  path: '/me/export',
  tag,
  summary: 'Download everything as a zip',
  description:
    'All of the gallery, and of its results one’s own. It is written while it is read. A zip that is cut short has no end, so that nobody takes it for whole.',
  scopes: ['account:read'],
  answers: { 200: { description: 'The zip.', media: 'application/zip' } },
  example: {},
});

export const deleteAccount = defineOperation({
  id: 'deleteAccount',
  method: 'delete',
  path: '/me',
  tag,
  summary: 'Delete the account with everything in it, the key included',
  scopes: ['account:delete'],
  body: { kind: 'json', kilobytes: KILOBYTES, schema: z.strictObject({ confirm: z.literal(CONFIRMATION) }) },
  answers: { 204: { description: 'It is gone.' } },
  example: { body: { confirm: CONFIRMATION } },
});

export const accountOperations = [exportEverything, deleteAccount];
