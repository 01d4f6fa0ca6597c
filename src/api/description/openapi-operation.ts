import { STATUS_CODES } from 'node:http';
import type { z } from 'zod';
import { PROBLEM } from '../../web/responses/problem';
import type { Answer, FilesBody, JsonBody, Operation } from '../protocol/operation';
import { type DescribedFault, faultsOf } from './faults';
import type { JsonSchema, JsonSchemas } from './json-schemas';

/** A path as OpenAPI writes it: `/people/{person}`. */
export const pathOf = ({ path }: Operation): string => path.replace(/:(\w+)/g, '{$1}');

const headers = (...names: string[]) =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));

const LIMITS = ['RateLimit', 'RateLimit-Policy', 'X-Request-Id'];

/** The parameters of a path or an address. */
export function parametersOf(part: z.ZodObject | undefined, place: 'path' | 'query', schemas: JsonSchemas) {
  if (!part) return [];
  const { properties = {}, required = [] } = schemas.of(part, 'input');
  return Object.entries(properties).map(([name, { parameter, description, ...read }]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    ...(description !== undefined && { description }),
    schema: parameter ?? read,
  }));
}

const FILE: JsonSchema = { type: 'string', format: 'binary' };
const BASE64: JsonSchema = { type: 'string', contentEncoding: 'base64' };

/** The schema of a form or of JSON with files: the other fields, and the files in the field `file`. */
export function formSchema({ schema, most }: FilesBody, schemas: JsonSchemas, file = FILE): JsonSchema {
  const { properties = {}, required = [] } = schemas.of(schema, 'input');
  return {
    type: 'object',
    properties: { ...properties, file: most === 1 ? file : { type: 'array', items: file } },
    required: [...required, 'file'],
    additionalProperties: false,
  };
}

function contentOf(body: JsonBody | FilesBody, example: unknown, schemas: JsonSchemas) {
  if (body.kind === 'files')
    return {
      'multipart/form-data': { schema: formSchema(body, schemas) },
      'application/json': { schema: formSchema(body, schemas, BASE64) },
    };
  return {
    'application/json': { schema: schemas.of(body.schema, 'input'), ...(example !== undefined && { example }) },
  };
}

function answerContent({ schema, media, example }: Answer, schemas: JsonSchemas) {
  if (media !== undefined) return { [media]: { schema: { type: 'string', format: 'binary' } } };
  if (!schema) return undefined;
  return { 'application/json': { schema: schemas.of(schema, 'output'), ...(example !== undefined && { example }) } };
}

function successOf(operation: Operation, status: number, answer: Answer, schemas: JsonSchemas) {
  const content = answerContent(answer, schemas);
  const isList = operation.query !== undefined && 'cursor' in operation.query.shape;
  return {
    description: answer.description,
    headers: headers(
      ...LIMITS,
      ...(operation.method === 'get' && content ? ['ETag'] : []),
      ...(isList ? ['Link'] : []),
      ...(status === 201 ? ['Location'] : []),
      ...(operation.creates ? ['Idempotent-Replayed'] : []),
    ),
    ...(content && { content }),
  };
}

const refusalOf = (status: number, faults: readonly DescribedFault[]) => ({
  description: [
    `${STATUS_CODES[status] ?? 'Error'}.`,
    ...faults.map(({ id, sentence }) => `- \`${id}\`: ${sentence}`),
  ].join('\n'),
  headers: headers(
    'X-Request-Id',
    ...(status === 401 ? [] : LIMITS.slice(0, 2)),
    ...(isForLater(status) ? ['Retry-After'] : []),
  ),
  content: { [PROBLEM]: { schema: { $ref: '#/components/schemas/Problem' } } },
  'x-faults': faults.map(({ id }) => id),
});

const isForLater = (status: number) => status === 429 || status === 503;

const scopeSentence = ({ scopes }: Operation) =>
  scopes.length === 0
    ? 'Any key may do this.'
    : `The key needs the ${scopes.length === 1 ? 'scope' : 'scopes'} ${scopes.map((each) => `\`${each}\``).join(' and ')}.`;

/** Describes a call for OpenAPI. */
export function describeOperation(operation: Operation, schemas: JsonSchemas): object {
  const { id, tag, summary, description, scopes, params, query, body, answers, creates, example } = operation;
  const parameters = [
    ...parametersOf(params, 'path', schemas),
    ...parametersOf(query, 'query', schemas),
    ...(creates ? [{ $ref: '#/components/parameters/IdempotencyKey' }] : []),
  ];
  const answered = Object.entries(answers).map(([status, answer]) => [
    status,
    successOf(operation, Number(status), answer, schemas),
  ]);
  const notChanged =
    operation.method === 'get' ? [['304', { description: 'Nothing has changed.', headers: headers('ETag') }]] : [];
  const refused = [...faultsOf(operation)].map(([status, faults]) => [String(status), refusalOf(status, faults)]);
  return {
    operationId: id,
    tags: [tag],
    summary,
    description: [description, scopeSentence(operation)].filter(Boolean).join('\n\n'),
    security: [{ bearer: [...scopes] }, { apiKey: [...scopes] }],
    'x-scopes': scopes,
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: { required: true, content: contentOf(body, example.body, schemas) } }),
    responses: Object.fromEntries([...answered, ...notChanged, ...refused]),
  };
}
