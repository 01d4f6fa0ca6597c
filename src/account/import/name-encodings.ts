import { decode } from 'iconv-lite';

/**
 * The encodings of names in zips that don't say theirs, by their iconv-lite names, with what people call them. Zips of Windows have the
 * code page of the machine for DOS programs, or for Windows programs.
 */
export const NAME_ENCODINGS = {
  utf8: 'Unicode (UTF-8)',
  cp437: 'Western, DOS (437)',
  cp850: 'Western European, DOS (850)',
  windows1252: 'Western European, Windows (1252)',
  cp852: 'Central European, DOS (852)',
  windows1250: 'Central European, Windows (1250)',
  cp866: 'Cyrillic, DOS (866)',
  windows1251: 'Cyrillic, Windows (1251)',
  koi8r: 'Cyrillic, Unix (KOI8-R)',
  gb18030: 'Chinese, simplified (GBK)',
  big5: 'Chinese, traditional (Big5)',
  shiftjis: 'Japanese (Shift-JIS)',
  eucjp: 'Japanese (EUC-JP)',
  euckr: 'Korean (EUC-KR)',
  cp737: 'Greek, DOS (737)',
  windows1253: 'Greek, Windows (1253)',
  cp857: 'Turkish, DOS (857)',
  windows1254: 'Turkish, Windows (1254)',
  windows1255: 'Hebrew, Windows (1255)',
  windows1256: 'Arabic, Windows (1256)',
  windows1257: 'Baltic, Windows (1257)',
  windows1258: 'Vietnamese, Windows (1258)',
  windows874: 'Thai, Windows (874)',
  macintosh: 'Western, Mac OS Roman',
} as const;

export type NameEncoding = keyof typeof NAME_ENCODINGS;

export const isNameEncoding = (text: unknown): text is NameEncoding =>
  typeof text === 'string' && Object.hasOwn(NAME_ENCODINGS, text);

/** Decodes a name. What the encoding doesn't know becomes U+FFFD. */
export const decodeName = (bytes: Buffer, encoding: NameEncoding): string => decode(bytes, encoding);
