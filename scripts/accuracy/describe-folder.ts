import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { DescribedFace, FaceEngine } from '../../src/engine/contract';

/** A photo of a person's folder. */
export interface LabeledPhoto {
  person: string;
  file: string;
  /** The descriptor of the largest face, as the gallery would have it. */
  descriptor?: Float32Array;
  /** Why there is no descriptor. */
  refusal?: string;
}

const area = ({ box }: DescribedFace) => box.width * box.height;

async function describeOne(engine: FaceEngine, folder: string, person: string, file: string): Promise<LabeledPhoto> {
  try {
    const { faces } = await engine.describe(readFileSync(path.join(folder, person, file)));
    const [largest] = [...faces].sort((one, other) => area(other) - area(one));
    return largest
      ? { person, file, descriptor: largest.descriptor }
      : { person, file, refusal: 'No face was found in the photo.' };
  } catch (error) {
    return { person, file, refusal: (error as Error).message };
  }
}

/**
 * Describes every file of each person's folder, `parallel` at a time. A file that can't be read gets a `refusal`, and
 * nothing is thrown.
 */
export async function describeFolder(
  engine: FaceEngine,
  folder: string,
  people: readonly string[],
  parallel: number,
): Promise<LabeledPhoto[]> {
  const files = people.flatMap((person) => readdirSync(path.join(folder, person)).map((file) => ({ person, file })));
  const photos: LabeledPhoto[] = [];
  const queue = files.entries();
  const describeNext = async () => {
    for (const [index, { person, file }] of queue) photos[index] = await describeOne(engine, folder, person, file);
  };
  await Promise.all(Array.from({ length: parallel }, describeNext));
  return photos;
}
