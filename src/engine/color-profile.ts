// The color profiles that cameras and phones write (sRGB, Display P3, Adobe RGB): three curves and a matrix. libvips converts all pixels of a
// photo, before it is shrunk; this converts those of the shrunk picture, a quarter of them or fewer.

import { FRACTIONS, PART, PARTS_OF_COLOR, SPARE, STEPS, toSrgb } from './to-srgb';

/** Converts pixels (red, green, blue, a byte each) to sRGB, in place. */
export type ToSrgb = (pixels: Uint8Array) => void;

type Three<T> = readonly [T, T, T];

// Layout: ICC.1:2022, 7.2 and 7.3 (header and tag table), 10.6 (curve), 10.18 (parametric curve), 10.31 (XYZ).
const COLOR_SPACE = 16;
const CONNECTION_SPACE = 20;
const TAG_COUNT = 128;
const TAGS = 132;
const TAG_BYTES = 12;
/** A profile of this kind has about ten. */
const MAX_TAGS = 100;
/** Profiles with tables (A2B0) are of another kind, whatever else they have. */
const TABLE = 'A2B0';

/** From XYZ at D50, in which profiles connect, to linear sRGB (Bradford-adapted, http://www.brucelindbloom.com/index.html?Eqn_RGB_XYZ_Matrix.html). */
const TO_LINEAR_SRGB: Three<Three<number>> = [
  [3.1338561, -1.6168667, -0.4906146],
  [-0.9787684, 1.9161415, 0.033454],
  [0.0719453, -0.2289914, 1.4052427],
];

/** As the names of a profile's parts begin. */
const COLORS = ['r', 'g', 'b'] as const;

/** The colors of a grid that tell whether a profile is sRGB under another name. */
const LEVELS = Array.from({ length: 18 }, (_, i) => 15 * i);

/** Reads a curve from a color's value to its light, both from 0 to 1. @returns undefined when it is of another kind */
function readCurve(profile: Buffer, at: number): ((value: number) => number) | undefined {
  const fixed = (index: number) => profile.readInt32BE(at + 12 + 4 * index) / 65536;
  const type = profile.toString('latin1', at, at + 4);
  if (type === 'para') {
    const kind = profile.readUInt16BE(at + 8);
    if (kind === 0) return (value) => value ** fixed(0);
    if (kind !== 3) return undefined;
    const [gamma, a, b, c, d] = [fixed(0), fixed(1), fixed(2), fixed(3), fixed(4)];
    return (value) => (value >= d ? (a * value + b) ** gamma : c * value);
  }
  if (type !== 'curv') return undefined;
  const count = profile.readUInt32BE(at + 8);
  if (count === 0) return (value) => value;
  if (count === 1) return (value) => value ** (profile.readUInt16BE(at + 12) / 256);
  return (value) => {
    const place = value * (count - 1);
    const before = Math.min(Math.floor(place), count - 2);
    const [one, next] = [0, 2].map((offset) => profile.readUInt16BE(at + 12 + 2 * before + offset)) as [number, number];
    return (one + (next - one) * (place - before)) / 65535;
  };
}

/** Reads where each part of a profile begins. @returns undefined when the profile isn't one of curves and a matrix */
function readTags(profile: Buffer): Map<string, number> | undefined {
  const text = (at: number) => profile.toString('latin1', at, at + 4);
  const count = profile.readUInt32BE(TAG_COUNT);
  if (count > MAX_TAGS || text(COLOR_SPACE) !== 'RGB ' || text(CONNECTION_SPACE) !== 'XYZ ') return undefined;
  const tags = Array.from({ length: count }, (_, i) => TAGS + i * TAG_BYTES);
  const places = new Map(tags.map((at) => [text(at), profile.readUInt32BE(at + 4)] as const));
  return places.has(TABLE) ? undefined : places;
}

/** Returns what each byte of each of the profile's colors adds to the linear sRGB colors, as `toSrgb` takes it. */
function readParts(profile: Buffer): Int32Array | undefined {
  const tags = readTags(profile);
  const place = (tag: string) => tags?.get(tag) ?? Number.NaN; // reading there throws
  const parts = new Int32Array(COLORS.length * PARTS_OF_COLOR);
  for (const [i, color] of COLORS.entries()) {
    const curve = readCurve(profile, place(`${color}TRC`));
    if (!curve) return undefined;
    const xyz = [8, 12, 16].map((offset) => profile.readInt32BE(place(`${color}XYZ`) + offset) / 65536);
    const lights = Array.from({ length: 256 }, (_, byte) => curve(byte / 255) * (STEPS - 1) * FRACTIONS);
    for (const [lane, row] of TO_LINEAR_SRGB.entries()) {
      const share = row.reduce((sum, factor, axis) => sum + factor * (xyz[axis] ?? 0), 0);
      const zero = i === 0 ? (SPARE + 0.5) * FRACTIONS : 0; // each sum has it once; the half rounds
      for (const [byte, light] of lights.entries())
        parts[i * PARTS_OF_COLOR + byte * PART + lane] = Math.round(share * light) + zero;
    }
  }
  return parts;
}

/** Returns whether every sum of parts is within the steps of light. */
const isWithin = (parts: Int32Array): boolean =>
  COLORS.every((_, lane) => {
    const sum = (limit: (one: number, other: number) => number) =>
      COLORS.reduce((total, _, i) => {
        const ofColor = parts
          .subarray(i * PARTS_OF_COLOR, (i + 1) * PARTS_OF_COLOR)
          .filter((_, at) => at % PART === lane);
        return total + ofColor.reduce(limit);
      }, 0);
    return (
      sum((one, other) => Math.min(one, other)) >= 0 &&
      sum((one, other) => Math.max(one, other)) < (STEPS + 2 * SPARE) * FRACTIONS
    );
  });

/** Whether a conversion changes no color by more than one of 255. */
function isIdentity(convert: ToSrgb): boolean {
  const colors = Uint8Array.from(LEVELS.flatMap((r) => LEVELS.flatMap((g) => LEVELS.flatMap((b) => [r, g, b]))));
  const converted = colors.slice();
  convert(converted);
  return converted.every((byte, i) => Math.abs(byte - (colors[i] ?? 0)) <= 1);
}

/**
 * Returns what converts pixels of a color profile to sRGB: at most a few of 255 from what libvips makes of them.
 * @param profile untrusted bytes
 * @returns undefined when the profile is of another kind, or damaged
 */
export function readProfile(profile: Buffer): ToSrgb | undefined {
  try {
    const parts = readParts(profile);
    if (!parts || !isWithin(parts)) return undefined;
    const convert: ToSrgb = (pixels) => toSrgb(pixels, parts);
    return isIdentity(convert) ? () => undefined : convert;
  } catch {
    return undefined;
  }
}
