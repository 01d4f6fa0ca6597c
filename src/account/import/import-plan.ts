import { displayFileName } from '../../enrolment/add-photos';
import * as errors from '../../errors';
import { readName } from '../../gallery/person-name';
import { PEOPLE_FILE, RECOGNITIONS_FOLDER, WAITING_FOLDER } from '../gallery-format';
import { type Manifest, type ManifestEntry, readGalleryFile } from './gallery-file';
import type { ZipEntry, ZipFile } from './zip-file';
import { type PlacedEntry, placeEntries } from './zip-folders';

/** What to do with one file of a zip. */
export interface Task {
  /** Its path in the zip, shortened to be shown. */
  file: string;
  /** The name of the person whose photo it is; null when it is unknown, or the photo belongs to no person. */
  person: string | null;
  work:
    | { kind: 'refuse'; fault: errors.Fault }
    | { kind: 'add'; entry: ZipEntry; name: string }
    | { kind: 'restore'; entry: ZipEntry; filed: ManifestEntry };
}

/** What to do with the files of a zip. */
export interface Plan {
  /** The same tasks in the same order for the same zip, as results are stored by a task's position. */
  tasks: Task[];
  manifest: Manifest | undefined;
}

const refusal = (fault: errors.Fault): Task['work'] => ({ kind: 'refuse', fault });

/**
 * Plans what to do with each file of a zip: by `people.json` if there is one, otherwise by the folder that the file is in.
 * @throws galleryFileUnreadable, galleryFileNewer, zipWithoutPhotos
 */
export async function planImport(zip: ZipFile): Promise<Plan> {
  const placed = placeEntries(zip.entries);
  const manifest = await readGalleryFile(zip, placed);
  const planner = new Planner(manifest);
  const tasks = placed
    .filter(({ place }) => !(manifest && place.length === 1 && place[0] === PEOPLE_FILE))
    .map((each) => planner.plan(each));
  tasks.push(...planner.missing());
  if (tasks.length === 0) throw errors.zipWithoutPhotos();
  return { tasks, manifest };
}

class Planner {
  private readonly seen = new Set<string>();
  private readonly names: Map<string, string>;

  constructor(private readonly manifest: Manifest | undefined) {
    this.names = new Map(manifest?.people.map(({ folder, name }) => [folder.normalize('NFC'), name]));
  }

  plan(placed: PlacedEntry): Task {
    const file = placed.leadsOut ? placed.entry.name : placed.place.join('/');
    const filed = placed.leadsOut ? undefined : this.manifest?.files.get(file);
    const isTwice = this.seen.has(file);
    this.seen.add(file);
    const folder = placed.place.length > 1 && !placed.leadsOut ? placed.place[0] : undefined;
    return {
      file: displayFileName(file),
      person: this.personOf(folder, filed),
      work: this.workOn(placed, folder, filed, isTwice),
    };
  }

  private personOf(folder: string | undefined, filed: ManifestEntry | undefined): string | null {
    if (filed) return filed.kind === 'photo' ? displayFileName(filed.person.name) : null;
    return folder === undefined ? null : displayFileName(this.names.get(folder) ?? folder);
  }

  private workOn(
    { entry, leadsOut }: PlacedEntry,
    folder: string | undefined,
    filed: ManifestEntry | undefined,
    isTwice: boolean,
  ): Task['work'] {
    if (leadsOut) return refusal(errors.entryLeadsOut());
    if (isTwice) return refusal(errors.entryTwice());
    if (filed) return { kind: 'restore', entry, filed };
    if (folder === undefined) return refusal(errors.entryInNoFolder());
    if (this.manifest && [RECOGNITIONS_FOLDER, WAITING_FOLDER].includes(folder)) return refusal(errors.recordDamaged());
    try {
      return { kind: 'add', entry, name: readName(this.names.get(folder) ?? folder) };
    } catch (error) {
      if (errors.isFault(error)) return refusal(error);
      throw error;
    }
  }

  /** Plans refusals for the files that `people.json` lists and the zip doesn't contain. */
  missing(): Task[] {
    const missing = [...(this.manifest?.files ?? [])].filter(([file]) => !this.seen.has(file));
    return missing.map(([file, filed]) => ({
      file: displayFileName(file),
      person: this.personOf(undefined, filed),
      work: refusal(errors.entryMissing()),
    }));
  }
}
