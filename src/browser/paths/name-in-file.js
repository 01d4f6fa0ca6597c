// @ts-check
import { kindOf } from './file-kinds.js';
import { isCalledById, kindOfFolder, nameOf } from './folder-names.js';

/** What cameras, phones and apps call files: a word and a number, or a number alone. */
const BY_MACHINE =
  /^_?(?:img|imag|image|dsc[fn]?|dscn|dcim|pict?|p[a-z]?\d|pxl|mvi|vid|mov|gopr|gp?\d|dji|sam|kif|cimg|hpim|r\d|s\d|fb|fb_img|ig|snapchat|photo|foto|bild|picture|screenshot|screen|bildschirmfoto|scan|scanned|wa|received|line|mmexport|wx_camera|wp|cap|capture|file|untitled|unbenannt|unnamed|download|image\d*|original|export|collage|burst|pano|portrait|selfie|lfw|frame|crop|face|thumb|tumblr|giphy|whatsapp|signal|telegram)[-_ .\d(]/i;
const MANY_DIGITS = /\d{4}/;
/** What is added to a name to tell several photos apart: Amy_01, Amy (2), Amy-3, Amy copy, Amy2. */
const TAIL = /(?:[\s_.-]*(?:\(\d+\)|\d{1,3}|0\d{3}|copy|kopie|copie|edited|bearbeitet|crop(?:ped)?))+$/i;
const LETTER = /\p{L}/u;

/**
 * Finds the name of a person in that of a file: "Amy" in `Amy_01.jpg`; empty when the file is called by a camera or what it shows.
 * @param {string} file its name, without folders
 */
export function nameInFile(file) {
  if (kindOf(file) !== 'photo') return '';
  const stem = file.slice(0, file.lastIndexOf('.')).trim();
  const name = nameOf(stem.replace(TAIL, ''));
  if (BY_MACHINE.test(`${stem} `) || MANY_DIGITS.test(name) || isCalledById(stem)) return '';
  return LETTER.test(name) && name.length > 1 && kindOfFolder(name) === 'name' ? name : '';
}
