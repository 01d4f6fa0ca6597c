import { z } from 'zod';
import { DESCRIPTOR_LENGTH, FIRST_NETWORK, isBuiltIn, lengthOf } from '../catalog/descriptors';
import type { StoredFace } from '../catalog/faces';

// The format of `people.json`, the manifest of an export. Only account/ writes and reads it; docs/export.md describes it.
// An uploaded manifest may contain anything, so each record is checked when it is read.

export const PEOPLE_FILE = 'people.json';
/** The folders of recognitions and drafts, next to those of people. */
export const RECOGNITIONS_FOLDER = 'recognitions';
export const WAITING_FOLDER = 'waiting';
export const FORMAT = 'familiar-faces';
/**
 * The version goes up when an older reader would lose something. It hasn't for people without photos, who are all that an older one leaves out:
 * it would refuse the whole file otherwise, with everything else.
 */
export const VERSION = 1;

const MAX_TEXT_LENGTH = 4000;
const MAX_PIXELS = 100_000;
/** No component of a real descriptor of face-api.js's network comes near this. A larger one would outweigh all others in a distance. */
const MAX_COMPONENT = 1;
/** The same for an operator's network, which may make large numbers. */
const MAX_OWN_COMPONENT = 1000;
/** As many as the engine finds at most (engine/detect.ts). */
const MAX_FACES = 300;

const text = z.string().max(MAX_TEXT_LENGTH);
const time = z.iso.datetime().transform((each) => Date.parse(each));
/** When something was made or said. Nothing is from the future, where it would come before all that people do from now on. */
const past = time.transform((each) => Math.min(Math.max(each, 0), Date.now()));
const size = z.int().min(1).max(MAX_PIXELS);
const figure = z.number().min(0).max(1).nullable();
const hash = (digits: number) =>
  z
    .string()
    .regex(new RegExp(`^[0-9a-f]{${digits}}$`))
    .nullable();
const box = z.object({
  left: z.number(),
  top: z.number(),
  width: z.number().positive(),
  height: z.number().positive(),
});
/** The longest descriptor that a network may make (engine/descriptor-network.ts). */
const MAX_LENGTH = 4096;
const descriptor = z
  .array(z.number().min(-MAX_OWN_COMPONENT).max(MAX_OWN_COMPONENT))
  .min(1)
  .max(MAX_LENGTH)
  .transform((numbers) => Float32Array.from(numbers));
/** The network that made the descriptor. It may be one that this app doesn't have. Missing in exports from before there were several. */
const network = z
  .string()
  .refine((name) => lengthOf(name) !== undefined, 'a network has an impossible name')
  .default(FIRST_NETWORK);
/** Whether a descriptor is as long as those of its network, and its numbers are as large. */
const isWhole = ({ network, descriptor }: { network: string; descriptor: Float32Array | null }) =>
  descriptor === null ||
  (descriptor.length === lengthOf(network) &&
    (!isBuiltIn(network) || descriptor.every((component) => Math.abs(component) <= MAX_COMPONENT)));
const partial = 'a descriptor is none that its network makes';

const face = z.object({
  // The engine finds none that is smaller, and there would be nothing to cut out.
  box: box.refine(({ width, height }) => width >= 1 && height >= 1, 'a face is smaller than a pixel'),
  score: z.number().min(0).max(1),
  sharpness: figure,
  turn: figure,
  quality: figure,
  descriptor,
  network,
  /** How many chips the descriptor is the mean of. */
  chips: z.int().min(1).max(9).default(1),
});

/** A box at the photo's edge may be outside by this much, because of rounding. */
const SLACK = 0.01;
const isWithin = ({ box }: { box: Box }, { width, height }: { width: number; height: number }) =>
  box.left >= -SLACK &&
  box.top >= -SLACK &&
  box.left + box.width <= width + SLACK &&
  box.top + box.height <= height + SLACK;
type Box = StoredFace['box'];

const picture = { file: text, width: size, height: size, pictureHash: hash(16), createdAt: past };
const outside = 'a face is outside its photo';

/** A photo of a person. The descriptor is null if it was damaged at the export; the import then describes the face anew. */
export const photoRecord = z
  .object({
    ...picture,
    /** The photo's UUID; missing in older exports. */
    id: z.uuid().toLowerCase().optional(),
    sourceHash: hash(64),
    face: face.extend({ descriptor: descriptor.nullable() }),
  })
  .refine(({ face }) => isWhole(face), partial)
  .refine(({ face, ...photo }) => isWithin(face, photo), outside);
export type PhotoRecord = z.infer<typeof photoRecord>;

/** What identifies a face in any version of its photo, and when something was said of it. The place is in shares of the photo's width and height. */
const said = {
  pictureHash: hash(16),
  place: box.refine((place) => isWithin({ box: place }, { width: 1, height: 1 }), outside),
  descriptor,
  network,
  createdAt: past,
};

/** A verdict: a face is this person's, or it isn't. */
export const verdictRecord = z.object({ isPerson: z.boolean(), ...said }).refine(isWhole, partial);
export type VerdictRecord = z.infer<typeof verdictRecord>;

/** A face that is ignored (`isFace`), or a thing that is no face. */
export const ignoredRecord = z.object({ isFace: z.boolean(), ...said }).refine(isWhole, partial);
export type IgnoredRecord = z.infer<typeof ignoredRecord>;

/**
 * How many verdicts and how many ignored faces of each gallery an import may make up to, if their descriptors are as long as face-api.js's: of
 * longer ones, fewer, as they don't count for the user's storage.
 */
export const MAX_ANSWERS = 10_000;
/** For how many of them a descriptor counts. @param bytes of its stored form */
export const answersOf = (bytes: number): number => bytes / (DESCRIPTOR_LENGTH * Float32Array.BYTES_PER_ELEMENT);

/** A person with their photos and verdicts, which are checked one by one. */
export const personRecord = z.object({
  name: text,
  createdAt: past,
  folder: text,
  /** The file of the cover; null when none was chosen. */
  cover: text.nullable(),
  /** Whether they stay when they have no photo. Missing for all others. */
  stays: z.boolean().default(false),
  photos: z.array(z.unknown()),
  verdicts: z.array(z.unknown()),
});

const manyFaces = { faces: z.array(face.refine(isWhole, partial)).max(MAX_FACES) };

/** The photo that a recognition was made of, upright, and how many quarters clockwise its picture is turned from there. */
const uploaded = z.object({ width: size, height: size, quarters: z.literal([0, 1, 2, 3]) });

/** A recognition. It contains no names, as matches are found anew whenever it is shown. */
export const recognitionRecord = z
  .object({
    ...picture,
    id: z
      .string()
      .regex(/^[a-z0-9]{16}$/)
      .optional(),
    expiresAt: time,
    uploaded: uploaded.optional(), // missing in older exports
    ...manyFaces,
  })
  .refine(({ faces, ...photo }) => faces.every((each) => isWithin(each, photo)), outside);
export type RecognitionRecord = z.infer<typeof recognitionRecord>;

/** A draft, which the format calls "waiting": a photo that waits for the user's answer. */
export const waitingRecord = z
  .object({ ...picture, name: text, fileName: text, sourceHash: hash(64), ...manyFaces })
  .refine(({ faces, ...photo }) => faces.every((each) => isWithin(each, photo)), outside);

export type WaitingRecord = z.infer<typeof waitingRecord>;

/** A gallery's strictness (`matchSure`) and retention (`keepHours`); null where they aren't set. */
export const preferencesRecord = z.object({
  matchSure: z.number().min(0).max(2).nullable(),
  keepHours: z
    .int()
    .min(1)
    .max(24 * 365)
    .nullable(),
});

/** The manifest as a whole. Its records are checked one by one. */
export const galleryFile = z.object({
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  preferences: z.unknown(),
  people: z.array(z.unknown()),
  recognitions: z.array(z.unknown()),
  waiting: z.array(z.unknown()),
  /** Missing in exports from before faces could be ignored. */
  ignored: z.array(z.unknown()).optional(),
});

/** The shortest decimal number that restores a float32. Nine digits are always enough (IEEE 754, 5.12.2). */
function shortest(float: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const rounded = Number(float.toPrecision(digits));
    if (Math.fround(rounded) === float) return rounded;
  }
  return Number(float.toPrecision(9));
}

/** Converts a descriptor to a list of decimal numbers that restores each float exactly. */
export const writeDescriptor = (floats: Float32Array): number[] => Array.from(floats, shortest);
