import type { z } from 'zod';
import { fieldInvalid, isFault, jsonTooDeep, textInvalid } from '../../errors';

/** Far deeper than any body that is described, far below what overflows a stack. */
const MAX_DEPTH = 20;
const MAX_PATH_LENGTH = 60;

/** The one field that zod passes over instead of refusing it. */
const UNTOLD = '__proto__';

const sentenceOfUnknown = (name: string) => `The field ${name} isn’t known here.`;

type Issue = z.core.$ZodIssue;

/** The name of a field for people: as in JavaScript, without characters that names don't have. */
const nameOf = (path: readonly PropertyKey[]): string =>
  path
    .map(String)
    .join('.')
    .replace(/[^\w.-]/g, '?')
    .slice(0, MAX_PATH_LENGTH);

function sentenceOf(name: string, issue: Issue): string {
  const field = name === '' ? 'The body' : `The field ${name}`;
  switch (issue.code) {
    case 'unrecognized_keys':
      return sentenceOfUnknown(name);
    case 'invalid_type':
      return `${field} must be of the type ${issue.expected}.`;
    case 'invalid_value':
      return `${field} must be one of the values that are listed for it.`;
    case 'too_big':
      return `${field} must be at most ${issue.maximum}${unitOf(issue.origin)}.`;
    case 'too_small':
      return `${field} must be at least ${issue.minimum}${unitOf(issue.origin)}.`;
    case 'custom':
      return issue.message.endsWith('.') ? issue.message : `${field} isn’t valid here.`;
    default:
      return `${field} isn’t valid here.`;
  }
}

const unitOf = (origin: string) => (origin === 'string' ? ' characters long' : origin === 'array' ? ' items long' : '');

/** Looks through everything that a request brings. @throws jsonTooDeep; fieldInvalid; textInvalid for a text that the database can't store unchanged */
function checkTexts(value: unknown): void {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) throw jsonTooDeep();
    const next: unknown[] = [];
    for (const each of level) {
      if (typeof each === 'string' && (each.includes('\0') || !each.isWellFormed())) throw textInvalid();
      if (typeof each === 'object' && each !== null) {
        for (const [key, inner] of Object.entries(each)) {
          if (key === UNTOLD) throw fieldInvalid(key, sentenceOfUnknown(key));
          next.push(key, inner);
        }
      }
    }
    level = next;
  }
}

/**
 * Reads a part of a request by its schema: the parameters of its path or its address, or its body.
 * @throws fieldInvalid with the first field that is wrong; textInvalid, jsonTooDeep; what the schema itself throws
 */
export function readPart<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  checkTexts(value);
  const { data, error } = schema.safeParse(value);
  const [issue] = error?.issues ?? [];
  if (!issue) return data as z.output<Schema>;
  const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : issue.path;
  const name = nameOf(path);
  throw fieldInvalid(name, sentenceOf(name, issue));
}

/** Has a fault say which field it is about. */
export const inField =
  <In, Out>(field: string, read: (value: In) => Out) =>
  (value: In): Out => {
    try {
      return read(value);
    } catch (error) {
      throw isFault(error) ? Object.assign(error, { field }) : error;
    }
  };
