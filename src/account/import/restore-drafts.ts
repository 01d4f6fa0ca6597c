import { createHash } from 'node:crypto';
import type { Catalog } from '../../catalog/catalog';
import type { FaceEngine } from '../../engine/contract';
import type { Drafts } from '../../enrolment/drafts';
import { photoKnown } from '../../errors';
import { enrolling, type Gallery } from '../../gallery/galleries';
import { hasSource } from '../../gallery/known-photos';
import { readName } from '../../gallery/person-name';
import { displayFileName } from '../../web/uploads/try-each';
import type { WaitingRecord } from '../gallery-format';
import { facesOf } from './restored-faces';

interface Dependencies {
  catalog: Catalog;
  engine: FaceEngine;
  drafts: Drafts;
}

/** Restores drafts from the records of `people.json`. */
export class DraftRestorer {
  constructor(private readonly deps: Dependencies) {}

  /**
   * Restores a draft with its photo.
   * @returns the draft's id; undefined when the gallery has it already
   * @throws noFaceThere, photoKnown when it has already been answered in this gallery, storageFull, and what `readName` and the engine throw
   */
  async restore(
    gallery: Gallery,
    record: WaitingRecord,
    bytes: Uint8Array,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    const { catalog, drafts, engine } = this.deps;
    const name = readName(record.name);
    const sourceHash = record.sourceHash ?? createHash('sha256').update(bytes).digest('hex');
    if (await hasSource(catalog, gallery.id, name, sourceHash)) throw photoKnown(name);
    if (await drafts.findBySource(gallery, name, sourceHash)) return undefined;
    const described = await engine.describe(bytes, { ...enrolling(gallery), isStored: true, signal });
    const picture = { ...described.picture, sourceHash, pictureHash: record.pictureHash };
    return drafts.add(gallery, name, displayFileName(record.fileName), picture, facesOf(record, described));
  }
}
