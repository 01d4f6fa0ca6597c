import { z } from 'zod';
import { ALL_AUDIT_KINDS } from '../../events/audit-kinds';
import { time } from '../protocol/fields';
import { listOf, listQuery } from '../protocol/lists';
import { defineOperation } from '../protocol/operation';

const entry = z
  .strictObject({
    id: z.string(),
    at: time,
    type: z.string().describe('What happened, such as `person.added`.'),
    user: z.strictObject({ name: z.string() }).nullable().describe('Null for what the app did by itself.'),
    key: z
      .strictObject({ id: z.string(), name: z.string() })
      .nullable()
      .describe('The key that was used; null on pages.'),
    address: z.string().nullable().describe('Where the request came from.'),
    details: z.record(z.string(), z.unknown()).describe('What it was done to, by ids. People’s names aren’t in it.'),
  })
  .meta({ id: 'AuditEntry' });

export const listAudit = defineOperation({
  id: 'listAudit',
  method: 'get',
  path: '/audit',
  tag: 'Audit',
  summary: 'List who did what, the latest first',
  scopes: ['audit:read'],
  query: z.strictObject({
    ...listQuery(z.int().positive()),
    kind: z.enum(ALL_AUDIT_KINDS).optional().describe('Only entries whose type begins so.'),
  }),
  answers: { 200: { description: 'Some entries.', schema: listOf(entry) } },
  example: { query: { kind: 'person' } },
});

export const auditOperations = [listAudit];
