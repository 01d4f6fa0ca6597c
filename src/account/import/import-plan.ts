import { displayFileName } from '../../enrolment/add-photos';
import * as errors from '../../errors';
import { readName } from '../../gallery/person-name';
import { PEOPLE_FILE, RECOGNITIONS_FOLDER, WAITING_FOLDER } from '../gallery-format';
import { type Manifest, type ManifestEntry, readGalleryFile } from './gallery-file';
import type { ZipEntry, ZipFile } from './zip-file';
import { type PlacedEntry, placeEntries } from './zip-folders';

/** What is to be done with one file of a zip. */
export interface Task {
  /** Its place in the zip, as it can be shown. */
  file: string;
  /** Whose photo it is to be; null when that isn't known, or it is nobody's. */
  person: string | null;
  work:
    | { kind: 'refuse'; fault: errors.Fault }
    | { kind: 'add'; entry: ZipEntry; name: string }
    | { kind: 'restore'; entry: ZipEntry; filed: ManifestEntry };
}

export interface Plan {
  /** Always the same ones in the same order for the same zip: how far an import has come is known by their positions. */
  tasks: Task[];
  manifest: Manifest | undefined;
}

const refusal = (fault: errors.Fault): Task['work'] => ({ kind: 'refuse', fault });

/**
 * Says of each file in a zip whose photo it is: by `people.json` where there is one, else by the folder it lies in.
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

  /** What `people.json` names, and the zip doesn't hold. */
  missing(): Task[] {
    const missing = [...(this.manifest?.files ?? [])].filter(([file]) => !this.seen.has(file));
    return missing.map(([file, filed]) => ({
      file: displayFileName(file),
      person: this.personOf(undefined, filed),
      work: refusal(errors.entryMissing()),
    }));
  }
}
