import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { DescribedFace, FaceEngine } from '../../src/engine/contract';

export interface LabelledPhoto {
  person: string;
  file: string;
  /** Of the largest face, as in the gallery. */
  descriptor?: Float32Array;
  /** Why there is none. */
  refusal?: string;
}

const area = ({ box }: DescribedFace) => box.width * box.height;

async function describeOne(engine: FaceEngine, folder: string, person: string, file: string): Promise<LabelledPhoto> {
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

/** Describes every file of each person's folder, `parallel` at a time. A file that can't be read is told of, and no error. */
export async function describeFolder(
  engine: FaceEngine,
  folder: string,
  people: readonly string[],
  parallel: number,
): Promise<LabelledPhoto[]> {
  const files = people.flatMap((person) => readdirSync(path.join(folder, person)).map((file) => ({ person, file })));
  const photos: LabelledPhoto[] = [];
  const waiting = files.entries();
  const describeInTurn = async () => {
    for (const [index, { person, file }] of waiting) photos[index] = await describeOne(engine, folder, person, file);
  };
  await Promise.all(Array.from({ length: parallel }, describeInTurn));
  return photos;
}
