/** A kind of file that is taken as a photo. Files are told apart by their content; names and types only help to choose. */
export interface PhotoFormat {
  /** What people call it. */
  name: string;
  /** The endings of its files' names, in lower case and without a dot. */
  extensions: readonly string[];
  /** Its MIME types, the registered one first. Browsers often send none for HEIC. */
  types: readonly string[];
}

/** The photos that the engine reads, the most common first. All that lists formats, for people or browsers, comes from here. */
export const PHOTO_FORMATS: readonly PhotoFormat[] = [
  { name: 'JPEG', extensions: ['jpg', 'jpeg', 'jpe', 'jfif', 'pjpeg', 'pjp', 'mpo'], types: ['image/jpeg'] },
  { name: 'PNG', extensions: ['png', 'apng'], types: ['image/png', 'image/apng'] },
  { name: 'WebP', extensions: ['webp'], types: ['image/webp'] },
  // Phones write .heic, cameras of Canon and Sony .hif.
  {
    name: 'HEIC',
    extensions: ['heic', 'heif', 'hif', 'heics', 'heifs'],
    types: ['image/heic', 'image/heif', 'image/heic-sequence', 'image/heif-sequence'],
  },
  { name: 'AVIF', extensions: ['avif', 'avifs'], types: ['image/avif'] },
  { name: 'GIF', extensions: ['gif'], types: ['image/gif'] },
  { name: 'TIFF', extensions: ['tif', 'tiff'], types: ['image/tiff'] },
  { name: 'BMP', extensions: ['bmp', 'dib'], types: ['image/bmp'] },
];

/** The names of the formats for a sentence: "JPEG, PNG, …, or BMP". */
export const PHOTO_FORMAT_NAMES = PHOTO_FORMATS.map(({ name }, i, { length }) =>
  i === length - 1 ? `or ${name}` : name,
).join(', ');

/**
 * The value of `accept` for inputs that take photos: types, and endings for systems that don't know a type (HEIC on
 * Windows).
 */
export const ACCEPTED_PHOTOS = PHOTO_FORMATS.flatMap(({ types, extensions }) => [
  ...types,
  ...extensions.map((extension) => `.${extension}`),
]).join(',');

const EXTENSIONS = new Set(PHOTO_FORMATS.flatMap(({ extensions }) => extensions));

/** Returns whether a file is named like a photo. What it is, only its bytes say. */
export const isNamedLikePhoto = (name: string): boolean =>
  EXTENSIONS.has(/\.([^./\\]+)$/.exec(name)?.[1]?.toLowerCase() ?? '');
