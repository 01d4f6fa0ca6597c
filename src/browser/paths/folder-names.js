// @ts-check
import { DATE_WORDS, LINK_WORDS, MONTHS, PLAIN_WORDS } from './folder-words.js';

/**
 * What a folder's name says by itself: `name` is somebody's, as far as anyone can tell; `perhaps` is taken for a name where there is no
 * better one; `date` and `month` (a month without a number, which may be a name: May) say when; `number` is a number alone; `plain` says
 * nothing about who is in the photos.
 * @typedef {'name' | 'perhaps' | 'date' | 'month' | 'number' | 'plain'} FolderKind
 */

/** Longer names are nobody's, and needn't be looked at word by word. */
const LONGEST = 300;

const YEAR = /^(?:18|19|20)\d\d$/;
const YEARS = /(?:^|\P{N})(?:18|19|20)\d\d(?:\P{N}|$)/u;
/** Begins with a date: 2019-05, 2019-05-01, 20190501 and a time; or 01.05.2019, 1-5-19. */
const DATE_FIRST =
  /^(?:(?:18|19|20)\d\d[-_. ](?:0?[1-9]|1[0-2])(?!\d)|(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])|\d{1,2}[-_. ]\d{1,2}[-_. ](?:(?:18|19|20)\d\d|\d\d)(?!\d))/;
/** Six digits, year and month, and what iPhones add: 201905, 201905__, 201905_a. */
const YEAR_AND_MONTH = /^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:_[a-z_]|__)?$/i;
/** A camera's folder (DCF, 3.2.1): 100APPLE, 101_0501, 100CANON. */
const OF_CAMERA = /^[1-9]\d{2}[a-z0-9_]{5}$/i;
const UUID = /^\{?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\}?$/i;
const HASH = /^(?=.*\d)[0-9a-f]{16,}$/i;
/** Part of a date: 1st, w12, q1, 90s. */
const DATE_PART = /^(?:\d{1,2}(?:st|nd|rd|th)|[wq]\d{1,2}|\d{2,4}s|\d{8}t\d{4,6}z?)$/;
const DIGITS = /^\p{N}+$/u;

/** Whole names of folders that say nothing, where their words alone would. */
const PLAIN_NAMES = new Set(['com', 'lost found', 'a z', 'my passport', 'wa', 'vol', 'vol1']);

/** @param {string} name */
const wordsOf = (name) =>
  name
    .normalize('NFC')
    .toLowerCase()
    .replace(/['’`´]/g, '')
    // Digits are words of their own: 2019年の写真, Volume1.
    .replace(/(\p{N})(?=[^\p{N}\sa-z])|([^\p{N}\sa-z])(?=\p{N})/gu, '$1$2 ')
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter(Boolean);

/** @param {string} word */
const isNumber = (word) => DIGITS.test(word);
/** @param {string} word */
const isDatePart = (word) => isNumber(word) || MONTHS.has(word) || DATE_WORDS.has(word) || DATE_PART.test(word);
/** @param {string} word */
const isPlain = (word) =>
  PLAIN_WORDS.has(word) || LINK_WORDS.has(word) || isDatePart(word) || PLAIN_WORDS.has(word.replace(/\d+$/, ''));

/** The brand says whose software or phone made the folder, in every language: Google フォト, Amy’s iPhone. */
const BRANDS =
  /(?:^|[^\p{L}])(?:google|iphone|ipad|icloud|whatsapp|facebook|instagram|samsung|android|dcim|onedrive|dropbox)(?:[^\p{L}]|$)/iu;

/**
 * @param {string} folder its name, without the folders around it
 * @returns {FolderKind}
 */
export function kindOfFolder(folder) {
  const name = folder.trim();
  if (name.length > LONGEST) return 'name'; // the rule for names refuses it, with a reason
  const words = wordsOf(name);
  if (YEAR.test(name) || DATE_FIRST.test(name) || YEAR_AND_MONTH.test(name)) return 'date';
  if (OF_CAMERA.test(name) || UUID.test(name) || HASH.test(name) || BRANDS.test(name)) return 'plain';
  return kindOfWords(words);
}

/** @param {readonly string[]} words */
function kindOfWords(words) {
  if (words.length === 0) return 'name'; // signs and emoji can be a name; the rule for names decides
  if (PLAIN_NAMES.has(words.join(' '))) return 'plain';
  if (words.every(isNumber)) return words.some((word) => YEAR.test(word)) ? 'date' : 'number';
  if (words.every((word) => isDatePart(word) || LINK_WORDS.has(word))) return kindOfDate(words);
  if (isSubject(words)) return 'name';
  if (/^[a-z]$/.test(words.join(''))) return 'perhaps'; // A to Z, around names
  if (words.every(isPlain)) return 'plain';
  return words.some((word) => YEARS.test(word) || isTelling(word)) ? 'perhaps' : 'name';
}

/** @param {readonly string[]} words parts of dates and words between them */
function kindOfDate(words) {
  if (words.some((word) => /\d/.test(word))) return 'date';
  if (words.length === 1 && MONTHS.has(words[0] ?? '')) return 'month';
  return 'name';
}

/** "Person 1", "face_02": how people are called whose names nobody knows. @param {readonly string[]} words */
const isSubject = (words) =>
  words.length === 2 &&
  /^(?:person|persona|personne|subject|face|unknown)$/.test(words[0] ?? '') &&
  isNumber(words[1] ?? '');

/** Words that tell an occasion or a collection even beside a name: "Amy’s birthday", "Amy’s photos". */
const TELLING =
  /^(?:photos?|fotos?|pictures?|images?|bilder|birthday|geburtstag|wedding|hochzeit|vacation|urlaub|album|backup|export)$/;
/** @param {string} word */
const isTelling = (word) => TELLING.test(word);

/** The name of a person in that of a folder or file: it stays as it was written, but for underscores in place of spaces. @param {string} text */
export function nameOf(text) {
  const name = text.normalize('NFC').trim();
  return /\s/.test(name) ? name : name.replaceAll('_', ' ').trim();
}

/** Whether two months side by side make each other months. @param {string} folder */
export const isMonth = (folder) => MONTHS.has(folder.trim().normalize('NFC').toLowerCase());

/** Small copies of the photos around it. @param {string} folder */
export const holdsThumbnails = (folder) =>
  /^\.?(?:thumb(?:nail)?s?|miniatures?|previews?|vignettes)$/i.test(folder.trim());

const HOMES = /^(?:users|homes?|benutzer)$/i;
const IN_HOMES =
  /^(?:my |meine |eigene )?(?:pictures|bilder|images|imágenes|immagini|imagens|photos|fotos|documents|dokumente|desktop|downloads|onedrive|dropbox|drive|moments|mobile|library)$/i;

/** Whether a folder is in the home of somebody, whose photos needn't show them: Users/amy/Pictures. @param {string} folder @param {string} aroundHome */
export const isInHome = (folder, aroundHome) => IN_HOMES.test(folder.trim()) && HOMES.test(aroundHome.trim());

/** Part of a store that programs spread files over: 3f/a2 in a folder called by an id. @param {string} folder */
export const isShard = (folder) => /^[0-9a-f]{1,3}$/i.test(folder);
/** @param {string} folder */
export const isCalledById = (folder) => UUID.test(folder.trim()) || HASH.test(folder.trim());
