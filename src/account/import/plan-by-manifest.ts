import type { z } from 'zod';
import { kindOf } from '../../browser/paths/file-kinds.js';
import * as errors from '../../errors';
import { displayFileName } from '../../web/uploads/try-each';
import {
  PEOPLE_FILE,
  photoRecord,
  RECOGNITIONS_FOLDER,
  recognitionRecord,
  WAITING_FOLDER,
  waitingRecord,
} from '../gallery-format';
import { type Manifest, type ManifestEntry, parseRecord } from './people-file';
import type { FiledRecord, Task, Work } from './plan-lines';
import { refusal } from './refusals';
import type { PlacedEntry } from './zip-folders';

/** How many of the files that are missing in the zip are named. */
const MAX_MISSING = 1000;

const pathOf = ({ place, leadsOut, entry }: PlacedEntry) => (leadsOut ? entry.name : place.join('/'));

/** Plans what to do with the files of an exported zip, by its `people.json`. Belongs into a side thread. */
export class ManifestPlanner {
  passedOver = 0;
  private readonly placed: readonly PlacedEntry[];
  /** The record of each file of the zip that has one. */
  private readonly filed = new Map<string, ManifestEntry>();
  private readonly missing: Task[] = [];
  private missingCount = 0;
  private readonly seen = new Set<string>();
  private readonly names: Map<string, string>;

  constructor(placed: readonly PlacedEntry[], manifest: Manifest) {
    this.placed = placed.filter(({ place }) => !(place.length === 1 && place[0] === PEOPLE_FILE));
    this.names = new Map(manifest.people.map(({ folder, name }) => [folder.normalize('NFC'), name]));
    const files = new Set(this.placed.flatMap((each) => (each.leadsOut ? [] : [pathOf(each)])));
    for (const each of manifest.filed()) this.file(each, files);
  }

  private file(filed: ManifestEntry, files: ReadonlySet<string>): void {
    const { file } = (parseRecord(filed.record) ?? {}) as { file?: unknown };
    if (typeof file !== 'string') return;
    const path = file.normalize('NFC');
    if (files.has(path)) this.filed.set(path, filed);
    else if (this.missingCount++ < MAX_MISSING)
      this.missing.push({
        file: displayFileName(path),
        person: this.personOf(undefined, filed),
        work: refusal(errors.entryMissing),
      });
  }

  *tasks(): Generator<Task> {
    for (const each of this.placed) yield* this.plan(each);
    yield* this.missing;
    const more = this.missingCount - this.missing.length;
    if (more > 0)
      yield { file: `and ${more.toLocaleString('en-US')} more`, person: null, work: refusal(errors.entriesMissing) };
  }

  private *plan(placed: PlacedEntry): Generator<Task> {
    const file = pathOf(placed);
    const filed = placed.leadsOut ? undefined : this.filed.get(file);
    if (!filed && !placed.leadsOut && kindOf(placed.place.at(-1) ?? '') === 'side') {
      this.passedOver++;
      return;
    }
    const isTwice = this.seen.has(file);
    this.seen.add(file);
    const folder = placed.place.length > 1 && !placed.leadsOut ? placed.place[0] : undefined;
    const person = this.personOf(folder, filed);
    yield { file: displayFileName(file), person, work: this.workOn(placed, folder, filed, isTwice) };
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
  ): Work {
    if (leadsOut) return refusal(errors.entryLeadsOut);
    if (isTwice) return refusal(errors.entryTwice);
    if (filed) {
      const read = readFiled(filed);
      return read ? { kind: 'restore', entry, filed: read } : refusal(errors.recordDamaged);
    }
    if (folder === undefined) return refusal(errors.entryInNoFolder);
    if ([RECOGNITIONS_FOLDER, WAITING_FOLDER].includes(folder)) return refusal(errors.recordDamaged);
    return { kind: 'add', entry, name: this.names.get(folder) ?? folder };
  }
}

/** Checks a file's record. @returns undefined when it is damaged */
function readFiled(filed: ManifestEntry): FiledRecord | undefined {
  const read = <Schema extends z.ZodType>(schema: Schema) => schema.safeParse(parseRecord(filed.record)).data;
  if (filed.kind === 'photo') {
    const record = read(photoRecord);
    const { name, createdAt, cover } = filed.person;
    return record && { kind: 'photo', person: { name, createdAt }, isCover: cover === record.file, record };
  }
  if (filed.kind === 'recognition') {
    const record = read(recognitionRecord);
    return record && { kind: 'recognition', record };
  }
  const record = read(waitingRecord);
  return record && { kind: 'waiting', record };
}
