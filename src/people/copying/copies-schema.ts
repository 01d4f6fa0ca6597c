import { z } from 'zod';
import { readName } from '../../gallery/person-name';
import { firstText, pageNumber, searchText, text, ticked } from '../../web/fields';

const PHOTO_ID = /^\d{1,15}$/;
const photoId = firstText.transform((id = '') => (PHOTO_ID.test(id) ? Number(id) : 0));

/** What the page about a copy is about. Its form has the same fields. */
export const copyQuery = z.object({
  /** The handle of the other gallery; empty until it is chosen. */
  gallery: firstText.transform((handle = '') => handle),
  name: firstText,
  /** Whether it is a move. */
  move: ticked,
  after: photoId,
  /** Among which galleries to choose: a part of their names, and the page. */
  q: searchText,
  page: pageNumber,
});

/** The form that copies or moves a person. */
export const copyForm = z.object({
  gallery: text.transform((handle = '') => handle),
  name: text.transform(readName),
  /** Whether somebody of that name gets the photos. */
  join: ticked,
  insist: ticked,
  move: ticked,
  after: photoId,
});
