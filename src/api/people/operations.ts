import { z } from 'zod';
import { EXAMPLES } from '../examples';
import { idField } from '../protocol/fields';
import { listOf, listQuery } from '../protocol/lists';
import { defineOperation } from '../protocol/operation';
import { merge, nameField, personParams as params, person } from './schemas';

const tag = 'People';
const KILOBYTES = 16;
const MAX_SEARCH_LENGTH = 200;
const example = { params: { person: EXAMPLES.person } };
const names = ['name_missing', 'name_too_long', 'name_invalid'] as const;

/** Where a person is in the list by name. */
const place = z.strictObject({ searchKey: z.string(), id: z.int() });

const json = <Schema extends z.ZodType>(schema: Schema) => ({ kind: 'json', kilobytes: KILOBYTES, schema }) as const;

export const listPeople = defineOperation({
  id: 'listPeople',
  method: 'get',
  path: '/people',
  tag,
  summary: 'List people, by name',
  scopes: ['people:read'],
  query: z.strictObject({
    search: z
      .string()
      .max(MAX_SEARCH_LENGTH)
      .default('')
      .describe('Part of a name. Case and accents make no difference.'),
    ...listQuery(place),
  }),
  answers: { 200: { description: 'Some of them.', schema: listOf(person) } },
  example: { query: { search: 'ada', limit: 10 } },
});

export const createPerson = defineOperation({
  id: 'createPerson',
  method: 'post',
  path: '/people',
  tag,
  summary: 'Add a person without a photo',
  description:
    'They stay, even without a photo, until they are deleted. Whoever is added with a photo goes with their last one. Somebody without a photo isn’t recognized.',
  scopes: ['people:write'],
  body: json(z.strictObject({ name: nameField })),
  answers: { 201: { description: 'The person.', schema: person } },
  faults: [...names, 'name_taken', 'too_many_people'],
  creates: true,
  example: { body: { name: 'Grace Hopper' } },
});

export const showPerson = defineOperation({
  id: 'showPerson',
  method: 'get',
  path: '/people/:person',
  tag,
  summary: 'Show a person',
  scopes: ['people:read'],
  params,
  answers: { 200: { description: 'The person.', schema: person } },
  faults: ['person_not_found'],
  example,
});

export const renamePerson = defineOperation({
  id: 'renamePerson',
  method: 'patch',
  path: '/people/:person',
  tag,
  summary: 'Rename a person',
  description: 'Their id stays the same.',
  scopes: ['people:write'],
  params,
  body: json(z.strictObject({ name: nameField })),
  answers: { 200: { description: 'The person.', schema: person } },
  faults: [...names, 'person_not_found', 'name_taken'],
  example: { ...example, body: { name: 'Ada King' } },
});

export const deletePerson = defineOperation({
  id: 'deletePerson',
  method: 'delete',
  path: '/people/:person',
  tag,
  summary: 'Delete a person with all their photos',
  description: 'For keys of the gallery’s owners.',
  scopes: ['people:write'],
  params,
  answers: { 204: { description: 'They are gone.' } },
  faults: ['person_not_found', 'role_too_weak'],
  example,
});

export const setCover = defineOperation({
  id: 'setCover',
  method: 'put',
  path: '/people/:person/cover',
  tag,
  summary: 'Choose the photo that stands for a person',
  scopes: ['people:write'],
  params,
  body: json(
    z.strictObject({ photo: idField.nullable().describe('The id of one of their photos; null for the best one.') }),
  ),
  answers: { 200: { description: 'The person.', schema: person } },
  faults: ['person_not_found', 'photo_not_found'],
  example: { ...example, body: { photo: EXAMPLES.photo } },
});

export const mergePeople = defineOperation({
  id: 'mergePeople',
  method: 'post',
  path: '/people/:person/merges',
  tag,
  summary: 'Merge another person into a person',
  description:
    'The person of the path keeps their name, id and cover, and gets everything of the other one, who is gone. For a day, it can be undone.',
  scopes: ['people:write'],
  params,
  body: json(
    z.strictObject({
      person: idField.describe('The id of the other person.'),
      insist: z.boolean().default(false).describe('Merges them even if their photos don’t look alike.'),
    }),
  ),
  answers: { 201: { description: 'The merge.', schema: merge } },
  faults: ['person_not_found', 'merge_unlike', 'merge_with_self'],
  creates: true,
  example: { ...example, body: { person: EXAMPLES.otherPerson, insist: true } },
});

export const listMerges = defineOperation({
  id: 'listMerges',
  method: 'get',
  path: '/people/:person/merges',
  tag,
  summary: 'List the merges into a person that can be undone, the latest first',
  description: 'At most 50. Each one that is undone shows an earlier one.',
  scopes: ['people:read'],
  params,
  answers: { 200: { description: 'The merges.', schema: z.strictObject({ items: z.array(merge) }) } },
  faults: ['person_not_found'],
  example,
});

export const undoMerge = defineOperation({
  id: 'undoMerge',
  method: 'delete',
  path: '/merges/:merge',
  tag,
  summary: 'Undo a merge of the last day',
  description:
    'The merged person gets back their id, and their name with a number behind it if somebody else has it by now; and the photos that still belong to the other person.',
  scopes: ['people:write'],
  params: z.strictObject({ merge: idField }),
  answers: { 200: { description: 'The person who is back.', schema: person } },
  faults: ['merge_not_found', 'merge_empty', 'too_many_people', 'role_too_weak'],
  example: { params: { merge: EXAMPLES.merge } },
});

export const peopleOperations = [
  listPeople,
  createPerson,
  showPerson,
  renamePerson,
  deletePerson,
  setCover,
  mergePeople,
  listMerges,
  undoMerge,
];
