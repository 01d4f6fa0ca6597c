import { kindOf } from '../../browser/paths/file-kinds.js';
import * as errors from '../../errors';
import { displayFileName } from '../../web/uploads/try-each';
import { PEOPLE_FILE, RECOGNITIONS_FOLDER, WAITING_FOLDER } from '../gallery-format';
import type { Manifest, ManifestEntry } from './gallery-file';
import { adding, type Plan, refusal, type Task } from './import-plan';
import type { PlacedEntry } from './zip-folders';

/** Plans what to do with the files of an exported zip, by its `people.json`. */
export function planByManifest(placed: readonly PlacedEntry[], manifest: Manifest): Plan {
  const planner = new ManifestPlanner(manifest);
  const tasks = placed
    .filter(({ place }) => !(place.length === 1 && place[0] === PEOPLE_FILE))
    .flatMap((each) => planner.plan(each));
  return {
    tasks: [...tasks, ...planner.missing()],
    manifest,
    people: undefined,
    unread: [],
    passedOver: planner.passedOver,
    leftOut: 0,
  };
}

class ManifestPlanner {
  passedOver = 0;
  private readonly seen = new Set<string>();
  private readonly names: Map<string, string>;

  constructor(private readonly manifest: Manifest) {
    this.names = new Map(manifest.people.map(({ folder, name }) => [folder.normalize('NFC'), name]));
  }

  plan(placed: PlacedEntry): Task[] {
    const file = placed.leadsOut ? placed.entry.name : placed.place.join('/');
    const filed = placed.leadsOut ? undefined : this.manifest.files.get(file);
    if (!filed && !placed.leadsOut && kindOf(placed.place.at(-1) ?? '') === 'side') {
      this.passedOver++;
      return [];
    }
    const isTwice = this.seen.has(file);
    this.seen.add(file);
    const folder = placed.place.length > 1 && !placed.leadsOut ? placed.place[0] : undefined;
    const person = this.personOf(folder, filed);
    return [{ file: displayFileName(file), person, work: this.workOn(placed, folder, filed, isTwice) }];
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
    if ([RECOGNITIONS_FOLDER, WAITING_FOLDER].includes(folder)) return refusal(errors.recordDamaged());
    return adding(entry, this.names.get(folder) ?? folder);
  }

  /** Plans refusals for the files that `people.json` lists and the zip doesn't contain. */
  missing(): Task[] {
    const missing = [...this.manifest.files].filter(([file]) => !this.seen.has(file));
    return missing.map(([file, filed]) => ({
      file: displayFileName(file),
      person: this.personOf(undefined, filed),
      work: refusal(errors.entryMissing()),
    }));
  }
}
