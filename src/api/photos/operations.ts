import { z } from 'zod';
import { EXAMPLE_FILES, EXAMPLES } from '../examples';
import { isOnePerson, nameField, ONE_PERSON, personParams, whoseFields } from '../people/schemas';
import { idField } from '../protocol/fields';
import { listOf, listQuery } from '../protocol/lists';
import { defineOperation } from '../protocol/operation';
import { outcome, photoParams as params, photo, sizeQuery } from './schemas';

const tag = 'Photos';
const KILOBYTES = 16;
const example = { params: { photo: EXAMPLES.photo } };
const ofPerson = { params: { person: EXAMPLES.person } };
const outcomes = z.strictObject({ items: z.array(outcome).describe('In the order of the files.') });
const refusals = [
  'no_face',
  'face_too_small',
  'face_too_blurred',
  'face_too_turned',
  'face_unusable',
  'photo_empty',
  'photo_unsupported',
  'photo_damaged',
  'photo_too_large',
  'photo_too_many_pixels',
  'quota_reached',
  'storage_full',
  'too_busy',
] as const;

/** Where a photo is in the list of a person's photos. */
const place = z.strictObject({ id: z.int(), createdAt: z.int() });

const adding = {
  tag,
  description:
    'Each file has an outcome of its own. It is added if it shows one face that may be the person’s; otherwise it waits as a photo to review, with a question. A photo that the person has already is left out. If there is one file and it is refused, that is the answer.',
  answers: {
    200: { description: 'Nothing new was stored; the outcomes say why.', schema: outcomes },
    201: { description: 'What became of each file.', schema: outcomes },
  },
  creates: true,
} as const;

export const listPhotos = defineOperation({
  id: 'listPhotos',
  method: 'get',
  path: '/people/:person/photos',
  tag,
  summary: 'List a person’s photos, the newest first',
  scopes: ['photos:read'],
  params: personParams,
  query: z.strictObject(listQuery(place)),
  answers: { 200: { description: 'Some of them.', schema: listOf(photo) } },
  faults: ['person_not_found'],
  example: ofPerson,
});

export const addPhotosOfPerson = defineOperation({
  ...adding,
  id: 'addPhotosOfPerson',
  method: 'post',
  path: '/people/:person/photos',
  summary: 'Add photos of a person',
  scopes: ['photos:write'],
  params: personParams,
  body: { kind: 'files', files: 'photos', most: 'upload', schema: z.strictObject({}) },
  faults: ['person_not_found', ...refusals],
  example: { ...ofPerson, files: [EXAMPLE_FILES.adaAgain] },
});

export const addPhotos = defineOperation({
  ...adding,
  id: 'addPhotos',
  method: 'post',
  path: '/photos',
  summary: 'Add photos of somebody by their name',
  description: `${adding.description} A name that nobody has yet adds a person; then the key also needs \`people:write\`.`,
  scopes: ['photos:write'],
  body: { kind: 'files', files: 'photos', most: 'upload', schema: z.strictObject({ name: nameField }) },
  faults: ['name_missing', 'name_too_long', 'name_invalid', ...refusals],
  example: { body: { name: 'Bea' }, files: [EXAMPLE_FILES.bea] },
});

export const showPhoto = defineOperation({
  id: 'showPhoto',
  method: 'get',
  path: '/photos/:photo',
  tag,
  summary: 'Show what is known of a photo',
  scopes: ['photos:read'],
  params,
  answers: { 200: { description: 'The photo.', schema: photo } },
  faults: ['photo_not_found'],
  example,
});

export const showPhotoFile = defineOperation({
  id: 'showPhotoFile',
  method: 'get',
  path: '/photos/:photo/file',
  tag,
  summary: 'Get the picture of a photo',
  scopes: ['photos:read'],
  params,
  query: sizeQuery,
  answers: { 200: { description: 'The picture, a JPEG.', media: 'image/jpeg' } },
  faults: ['photo_not_found'],
  example: { ...example, query: { size: 'thumbnail' } },
});

export const movePhoto = defineOperation({
  id: 'movePhoto',
  method: 'patch',
  path: '/photos/:photo',
  tag,
  summary: 'Move a photo to another person',
  description:
    'A name that nobody has yet adds a person. Somebody whose last photo it was goes, unless they were added without one. For either, the key also needs `people:write`.',
  scopes: ['photos:write'],
  params,
  body: {
    kind: 'json',
    kilobytes: KILOBYTES,
    schema: z.strictObject(whoseFields).refine(isOnePerson, ONE_PERSON),
  },
  answers: { 200: { description: 'The photo.', schema: photo } },
  faults: ['photo_not_found', 'person_not_found', 'photo_known', 'name_missing', 'name_too_long', 'name_invalid'],
  example: { ...example, body: { person: EXAMPLES.otherPerson } },
});

export const deletePhoto = defineOperation({
  id: 'deletePhoto',
  method: 'delete',
  path: '/photos/:photo',
  tag,
  summary: 'Delete a photo',
  description:
    'Somebody whose last photo it was goes, too, unless they were added without one. Then the key also needs `people:write`. Keys of editors delete only what those added themselves, and nobody’s last photo.',
  scopes: ['photos:write'],
  params: z.strictObject({ photo: idField }),
  answers: { 204: { description: 'It is gone.' } },
  faults: ['photo_not_found', 'role_too_weak'],
  example,
});

export const photoOperations = [
  listPhotos,
  addPhotosOfPerson,
  addPhotos,
  showPhoto,
  showPhotoFile,
  movePhoto,
  deletePhoto,
];
