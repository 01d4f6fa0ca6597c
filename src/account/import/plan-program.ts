import { rmSync } from 'node:fs';
import type { z } from 'zod';
import { faultOf } from '../../catalog/storage-faults';
import { sideProgram } from '../../concurrency/side-program';
import { zipUnreadable, zipWithoutPhotos } from '../../errors';
import { nameKey } from '../../gallery/person-name';
import { openFile } from '../../storage/files';
import { answersOf, ignoredRecord, MAX_ANSWERS, preferencesRecord, verdictRecord } from '../gallery-format';
import { type Manifest, parseRecord, readPeopleFile } from './people-file';
import { planByFolders } from './plan-by-folders';
import { ManifestPlanner } from './plan-by-manifest';
import type { FoundLine, PlanSummary, SaidLine } from './plan-lines';
import { PlanTally } from './plan-tally';
import { PlanWriter } from './plan-writer';
import { ZipFile } from './zip-file';
import { type PlacedEntry, placeEntries } from './zip-folders';

// Plans what to do with the files of a zip, in a side thread. Nothing here gives others their turn.

export interface PlanInput {
  /** The path of the zip. */
  zip: string;
  /** The path of the plan to write. There must be no such file, and there is none when this fails. */
  plan: string;
  /** Of the names that don't say theirs; null to guess it. */
  encoding: string | null;
  /** The size of the largest photo that will be unpacked. */
  maxPhotoBytes: number;
}

export type PlanProgram = typeof program;

const program = sideProgram((input: PlanInput) =>
  planZip(input).catch((error) => {
    throw faultOf(error) ?? error; // between threads, an error loses what tells that the disk caused it
  }),
);
export default program;

async function planZip({ zip: path, plan, encoding, maxPhotoBytes }: PlanInput): Promise<PlanSummary> {
  const file = await openFile(path);
  if (!file) throw zipUnreadable();
  const zip = await ZipFile.read(file, maxPhotoBytes, encoding);
  try {
    return await writePlan(zip, plan);
  } finally {
    await zip.close();
  }
}

async function writePlan(zip: ZipFile, path: string): Promise<PlanSummary> {
  const placed = placeEntries(zip.entries);
  const manifest = await readPeopleFile(zip, placed);
  const writer = new PlanWriter(path);
  try {
    const planned = manifest ? planExport(placed, manifest, writer) : planFolders(placed, writer);
    const ofSystems = zip.entries.length - placed.length;
    return { ...planned, encoding: zip.encoding, passedOver: planned.passedOver + ofSystems };
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  } finally {
    writer.close();
  }
}

type Planned = Omit<PlanSummary, 'encoding'>;

/** @throws zipWithoutPhotos */
const countsOf = ({ isWithoutPhotos, tasks, photos, results, drafts, refused }: PlanTally, hasPeople = false) => {
  if (isWithoutPhotos && !hasPeople) throw zipWithoutPhotos();
  return { tasks, photos, results, drafts, refused };
};

function planFolders(placed: readonly PlacedEntry[], writer: PlanWriter): Planned {
  const tally = new PlanTally();
  const { found, tasks, unnamed, passedOver } = planByFolders(placed);
  const work = writer.section(tally.count(tasks));
  return {
    ...countsOf(tally),
    ...{ isExport: false, unnamed, passedOver, unsaid: 0, preferences: null, work },
    found: writer.section(found),
    said: writer.section([]),
  };
}

function planExport(placed: readonly PlacedEntry[], manifest: Manifest, writer: PlanWriter): Planned {
  const tally = new PlanTally();
  const planner = new ManifestPlanner(placed, manifest);
  const work = writer.section(tally.count(planner.tasks()));
  const said = new SaidLines(manifest);
  return {
    ...countsOf(
      tally,
      manifest.people.some(({ stays }) => stays),
    ),
    ...{ isExport: true, unnamed: 0, passedOver: planner.passedOver, work },
    found: writer.section(foundIn(manifest, tally)),
    said: writer.section(said.lines()),
    unsaid: said.leftOut,
    preferences: preferencesRecord.safeParse(manifest.preferences).data ?? null,
  };
}

const foundIn = ({ people }: Manifest, { byName }: PlanTally): FoundLine[] =>
  people.map(({ name }) => ({ name, photos: byName.get(nameKey(name)) ?? 0, isGuess: false, isAdded: true }));

/** Who stays without photos, and what was said of faces, without what is damaged, and no more than a gallery may have. */
class SaidLines {
  leftOut = 0;

  constructor(private readonly manifest: Manifest) {}

  *lines(): Generator<SaidLine> {
    for (const { name, createdAt, stays } of this.manifest.people) if (stays) yield { lasting: { name, createdAt } };
    for (const [{ name }, verdict] of this.read(verdictRecord, this.manifest.verdicts())) yield { name, verdict };
    for (const [, ignored] of this.read(ignoredRecord, this.manifest.ignored())) yield { ignored };
  }

  private *read<Schema extends z.ZodType<{ descriptor: Float32Array }>, Person>(
    schema: Schema,
    records: Iterable<{ person: Person; record: Buffer }>,
  ): Generator<[Person, z.output<Schema>]> {
    let count = 0;
    for (const { person, record } of records) {
      if (count >= MAX_ANSWERS) {
        this.leftOut++;
        continue;
      }
      const { data } = schema.safeParse(parseRecord(record));
      if (!data) continue;
      const answer = data as z.output<Schema>;
      count += answersOf(answer.descriptor.byteLength);
      yield [person, answer];
    }
  }
}
