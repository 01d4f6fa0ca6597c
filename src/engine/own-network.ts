import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { StartError } from '../start-error';
import { type DescriptorNetwork, WHOLE } from './descriptor-network';

// An operator's own descriptor network: an ONNX file in the weights' folder and a JSON beside it. docs/networks.md describes it.

/** How the name of the JSON ends. */
export const OWN_ENDING = '.network.json';

/** Descriptors are stored in multiples of this many floats, filled up with zeros, as they are compared so. */
const STEP = 64;
/** The distance at which two faces are as likely one person as two, in every stored descriptor (EVEN_ODDS of gallery/thresholds.ts). */
const EVEN_ODDS = 0.6;

const whole = (min: number, max: number) => {
  const said = `must be a whole number from ${min} to ${max}`;
  return z.int(said).min(min, said).max(max, said);
};
const number = (min: number, max: number) => {
  const said = `must be a number from ${min} to ${max}`;
  return z.number(said).min(min, said).max(max, said);
};
const distance = number(0.001, 1000);
const label = z.string('must be a text').min(1, 'must not be empty').max(200, 'must have at most 200 characters');
const kind = z.strictObject({
  scale: number(0.5, 2),
  mirrored: z.boolean('must be true or false').default(false),
});
const kinds = z.array(kind, 'must be a list').min(1, 'must not be empty').max(9, 'must have at most 9 chips');

const ownNetwork = z.strictObject({
  id: z
    .string('must be a text')
    .regex(/^[a-z0-9][a-z0-9.-]{0,39}$/, 'must have up to 40 small letters, digits, dots and hyphens'),
  name: label,
  license: label,
  file: z
    .string('must be a text')
    .regex(/^[\w.-]+\.onnx$/, 'must be the name of a file in the same folder that ends in .onnx'),
  alignment: z.literal('dlib', 'must be "dlib"'),
  chip: z.strictObject({ size: whole(32, 512), padding: number(0, 1) }, 'must have a size and a padding'),
  length: whole(8, 4096),
  input: z.strictObject(
    {
      layout: z.enum(['NHWC', 'NCHW'], 'must be "NHWC" or "NCHW"'),
      colors: z.enum(['RGB', 'BGR'], 'must be "RGB" or "BGR"'),
      mean: z.array(number(0, 255)).length(3, 'must have three numbers'),
      scale: number(0.000_001, 1000),
    },
    'must have layout, colors, mean and scale',
  ),
  normalize: z.boolean('must be true or false'),
  distances: z.strictObject(
    { evenOdds: distance, sure: distance, maybe: distance, margin: distance },
    'must have evenOdds, sure, maybe and margin',
  ),
  chips: z
    .strictObject(
      { enrolled: kinds, asked: kinds.default([{ scale: 1, mirrored: false }]) },
      'must have a list enrolled',
    )
    .optional(),
});

/** The network of an operator can't be used. The message names the file and the field. */
export class OwnNetworkError extends StartError {
  constructor(file: string, what: string) {
    super(`weights/${file}: ${what}.`);
    this.name = 'OwnNetworkError';
  }
}

function parse(file: string, text: string): z.infer<typeof ownNetwork> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new OwnNetworkError(file, 'it is no JSON');
  }
  const read = ownNetwork.safeParse(json);
  if (read.data) return read.data;
  const [issue] = read.error?.issues ?? [];
  const [unknown] = issue?.code === 'unrecognized_keys' ? issue.keys : [];
  const field = [...(issue?.path ?? []), ...(unknown === undefined ? [] : [unknown])].join('.');
  const what = unknown === undefined ? (issue?.message ?? 'is wrong') : 'is not known here';
  throw new OwnNetworkError(file, field === '' ? 'it must be an object' : `${field} ${what}`);
}

/** Synchronous, so that the engine's processes begin before the app loads the rest of itself. */
function descriptionsIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(OWN_ENDING))
      .sort();
  } catch {
    return []; // a missing folder is what the check of the weights is to tell
  }
}

/** Reads the network that an operator has put into the weights' folder. @returns undefined when there is none @throws {OwnNetworkError} */
export async function readOwnNetwork(folder: string): Promise<DescriptorNetwork | undefined> {
  const [file, other] = descriptionsIn(folder);
  if (file === undefined) return undefined;
  if (other !== undefined)
    throw new OwnNetworkError(other, `there is already ${file}, and only one network can be preferred`);
  const said = parse(file, await readFile(path.join(folder, file), 'utf8'));
  const graph = await readFile(path.join(folder, said.file)).catch(() => {
    throw new OwnNetworkError(file, `file is ${said.file}, which is missing`);
  });
  const { id, name, license, distances, chips, chip, input, normalize, length: outputs } = said;
  const length = Math.ceil(outputs / STEP) * STEP;
  const factor = EVEN_ODDS / distances.evenOdds;
  const toKind = ({ scale, mirrored }: z.infer<typeof kind>) => ({ scale, isMirrored: mirrored });
  const made = {
    ...{ chipSize: chip.size, padding: chip.padding, outputs, length, input, isNormalized: normalize, factor },
    enrolled: chips ? chips.enrolled.map(toKind) : [WHOLE],
    asked: chips ? chips.asked.map(toKind) : [WHOLE],
  };
  // Whatever changes the numbers changes the name, so that they are never compared with others.
  const sum = createHash('sha256').update(graph).update(JSON.stringify(made)).digest('hex').slice(0, 8);
  const bounds = { sure: distances.sure * factor, maybe: distances.maybe * factor, margin: distances.margin * factor };
  return { id: `${id}:${length}:${sum}`, name, license, file: said.file, ...made, bounds };
}
