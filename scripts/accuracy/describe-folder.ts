import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { DescribedFace, FaceEngine } from '../../src/engine/contract';
import type { Purpose } from '../../src/engine/descriptor-network';

/** A face as the app describes it when it is enrolled, and when somebody asks who it is. */
export interface TwoWays {
  enrolled: Float32Array;
  asked: Float32Array;
}

/** A photo of a person's folder. */
export interface LabeledPhoto {
  person: string;
  file: string;
  /** The largest face. */
  face?: TwoWays;
  /** Why there is none. */
  refusal?: string;
}

/** A photo with several people. */
export interface GroupPhoto {
  file: string;
  /** Who is on it, of the people whose folders there are. */
  names: string[];
  /** As asked about. */
  faces: Float32Array[];
}

/** Describes a photo by one network. @returns its faces from left to right */
export type Describe = (bytes: Uint8Array, purpose: Purpose) => Promise<DescribedFace[]>;

/** Has an engine describe photos by a network. @param network its id */
export const describeBy =
  (engine: FaceEngine, network: string): Describe =>
  async (bytes, purpose) =>
    (await engine.describe(bytes, { network, purpose })).faces;

const area = ({ box }: DescribedFace) => box.width * box.height;
const largestOf = (faces: readonly DescribedFace[]) =>
  [...faces].sort((one, other) => area(other) - area(one))[0]?.descriptor;

async function describeOne(describe: Describe, folder: string, person: string, file: string): Promise<LabeledPhoto> {
  try {
    const bytes = readFileSync(path.join(folder, person, file));
    const asked = largestOf(await describe(bytes, 'asking'));
    const enrolled = largestOf(await describe(bytes, 'enrolling'));
    return asked && enrolled
      ? { person, file, face: { asked, enrolled } }
      : { person, file, refusal: 'No face was found in the photo.' };
  } catch (error) {
    return { person, file, refusal: (error as Error).message };
  }
}

const visible = (names: readonly string[]) => names.filter((name) => !name.startsWith('.'));

/** Lists the people of a folder: its folders. */
export const peopleIn = (folder: string): string[] =>
  visible(
    readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name),
  );

/**
 * Describes every file of each person's folder, `parallel` at a time. A file that can't be read gets a `refusal`, and
 * nothing is thrown.
 */
export async function describeFolder(
  describe: Describe,
  folder: string,
  people: readonly string[],
  parallel: number,
): Promise<LabeledPhoto[]> {
  const files = people.flatMap((person) =>
    visible(readdirSync(path.join(folder, person))).map((file) => ({ person, file })),
  );
  const photos: LabeledPhoto[] = [];
  const queue = files.entries();
  const describeNext = async () => {
    for (const [index, { person, file }] of queue) photos[index] = await describeOne(describe, folder, person, file);
  };
  await Promise.all(Array.from({ length: parallel }, describeNext));
  return photos;
}

/** The file of a folder of groups that says who is on its photos: `beach.jpg: Ada, Bea` on each line. */
const NAMES_FILE = 'names.txt';

/** Describes the photos of groups that the folder's `names.txt` lists. @throws when a photo of it can't be read */
export async function describeGroups(describe: Describe, folder: string): Promise<GroupPhoto[]> {
  const photos: GroupPhoto[] = [];
  for (const line of readFileSync(path.join(folder, NAMES_FILE), 'utf8').split('\n')) {
    const [, file = '', listed = ''] = /^(.+?):(.*)$/.exec(line.trim()) ?? [];
    if (!file) continue;
    const faces = await describe(readFileSync(path.join(folder, file)), 'asking');
    const names = listed.split(',').map((name) => name.trim());
    photos.push({ file, names: names.filter(Boolean), faces: faces.map(({ descriptor }) => descriptor) });
  }
  return photos;
}
