import { z } from 'zod';
import { EXAMPLES } from '../examples';
import { time } from '../protocol/fields';
import { defineOperation } from '../protocol/operation';

const { collection } = EXAMPLES;

const collectionParams = z.strictObject({
  collection: z.string().max(40).describe('The name of a collection that config/collections describes.'),
});
const valueParams = z.strictObject({
  ...collectionParams.shape,
  attribute: z.string().max(40).describe('An attribute by which the collection is counted.'),
  value: z.string().max(1000).describe('Its value, percent-encoded.'),
});

const countQuery = z.strictObject({
  from: time.optional().describe('From when on: a time, taken as the beginning of its hour.'),
  to: time.optional().describe('Until when: a time, taken as the end of its hour.'),
  by: z
    .enum(['hour', 'day'])
    .optional()
    .describe('Counts each hour or each day in UTC; from and to are widened to whole ones.'),
});

const counted = z
  .strictObject({
    count: z.int(),
    buckets: z.array(z.strictObject({ from: time, count: z.int() })).optional(),
  })
  .meta({ id: 'EventCount' });

const event = z
  .record(z.string(), z.unknown())
  .describe('Texts of at most 1,000 characters by attribute: those that the collection has.');

const COUNT =
  'Without `from`, `to`, and `by`, events of all time are counted. With `by` alone, those of the last day by hour, or of the last month by day.';

/** The most events of one request, and the largest body: two hundred of a key may be in memory at once. */
const MOST = 500;
const KILOBYTES = 200;

export const recordEvent = defineOperation({
  id: 'recordEvent',
  method: 'post',
  path: '/events/:collection',
  tag: 'Events',
  summary: 'Record an event, or several',
  description:
    'They are stored and counted when the answer comes, which has no body: all of them, or none. A request may bring 500 events, and 200 kB. Events have a limit of their own, the setting RATE_EVENTS.',
  scopes: ['events:write'],
  params: collectionParams,
  body: { kind: 'json', schema: z.union([event, z.array(event).min(1).max(MOST)]), kilobytes: KILOBYTES },
  answers: { 201: { description: 'The events are recorded.' } },
  faults: ['collection_not_found', 'too_many_values'],
  creates: true,
  example: {
    params: { collection },
    body: { page: 'https://blog.example.org/hello', referrer: 'https://example.org' },
  },
});

export const countEvents = defineOperation({
  id: 'countEvents',
  method: 'get',
  path: '/events/:collection/count',
  tag: 'Events',
  summary: 'Count the events of a collection',
  description: COUNT,
  scopes: ['events:read'],
  params: collectionParams,
  query: countQuery,
  answers: { 200: { description: 'How many there are.', schema: counted, example: { count: 3 } } },
  faults: ['collection_not_found'],
  example: { params: { collection } },
});

export const countEventsByValue = defineOperation({
  id: 'countEventsByValue',
  method: 'get',
  path: '/events/:collection/:attribute/:value/count',
  tag: 'Events',
  summary: 'Count the events of a collection that have a value',
  description: COUNT,
  scopes: ['events:read'],
  params: valueParams,
  query: countQuery,
  answers: { 200: { description: 'How many there are.', schema: counted, example: { count: 3 } } },
  faults: ['collection_not_found'],
  example: {
    params: { collection, attribute: 'page', value: 'https://blog.example.org/hello' },
    query: { by: 'day' },
  },
});

export const eventOperations = [recordEvent, countEvents, countEventsByValue];
