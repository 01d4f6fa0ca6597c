import { z } from 'zod';
import { version } from '../../version';
import { API_PREFIX } from '../../web/responses/api-paths';
import { OPERATIONS } from '../operations';
import { TAGS } from '../protocol/operation';
import { INTRODUCTION } from './introduction';
import { type JsonSchema, JsonSchemas } from './json-schemas';
import { describeOperation, pathOf } from './openapi-operation';

const problem = z
  .object({
    type: z.string().describe('Where the reference explains it.'),
    title: z.string().describe('What the status means.'),
    status: z.int(),
    detail: z.string().describe('A sentence for people.'),
    id: z.string().describe('Which fault it is. It never changes.'),
    field: z.string().optional().describe('The field of the request that is wrong: a path with dots.'),
    details: z.array(z.string()).optional().describe('More sentences, such as one for each refused file.'),
    requestId: z.string().describe('Leads to the request in the server’s log.'),
  })
  .meta({ id: 'Problem' });

const text = (description: string, schema: JsonSchema = { type: 'string' }) => ({ description, schema });

const HEADERS = {
  RateLimit: text('What is left: `r` requests for `t` seconds.'),
  'RateLimit-Policy': text('The limit: `q` requests in `w` seconds.'),
  'Retry-After': text('How many seconds to wait.', { type: 'integer' }),
  'X-Request-Id': text('Leads to the request in the server’s log.'),
  ETag: text('The version of the answer, for `If-None-Match`.'),
  Link: text('The address of the next items, with `rel="next"`.'),
  Location: text('The address of what was added, if it has one.'),
  'Idempotent-Replayed': text('`true` if the answer was given before.'),
};

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  ...text('Sent again with the same key, the request isn’t done again.', {
    type: 'string',
    pattern: '^[\\x21-\\x7e]{1,200}$',
  }),
};

const SECURITY = {
  bearer: { type: 'http', scheme: 'bearer', description: 'A key of the page /keys. The scheme `Key` does the same.' },
  apiKey: { type: 'apiKey', in: 'header', name: 'x-api-key', description: 'The same key.' },
};

const INTRODUCED = INTRODUCTION.map(([heading, ...paragraphs]) => [`## ${heading}`, ...paragraphs].join('\n\n'));

/** Describes the API by OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.1.html). @param publicUrl where the app is */
export function describeApi(publicUrl: string): object {
  const schemas = new JsonSchemas();
  schemas.of(problem, 'output');
  const paths: Record<string, Record<string, object>> = {};
  for (const operation of OPERATIONS) {
    const path = pathOf(operation);
    paths[path] = { ...paths[path], [operation.method]: describeOperation(operation, schemas) };
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'FamiliarFaces',
      version,
      summary: 'Add photos of the people you know, then see who’s in any photo.',
      description: INTRODUCED.join('\n\n'),
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: publicUrl + API_PREFIX }],
    externalDocs: { description: 'The reference', url: `${publicUrl}/api/reference` },
    tags: TAGS.filter((tag) => OPERATIONS.some((each) => each.tag === tag)).map((name) => ({ name })),
    paths,
    components: {
      schemas: Object.fromEntries(Object.entries(schemas.components).sort(([one], [other]) => (one < other ? -1 : 1))),
      parameters: { IdempotencyKey: IDEMPOTENCY_KEY },
      headers: HEADERS,
      securitySchemes: SECURITY,
    },
  };
}
