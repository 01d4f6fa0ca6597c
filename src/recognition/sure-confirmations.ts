import type { Catalog } from '../catalog/catalog';
import { chunksOf } from '../catalog/chunks';
import { inTurns } from '../concurrency/turns';
import { tell } from '../events/happenings';
import type { Gallery } from '../gallery/galleries';
import { changeGallery } from '../gallery/gallery-changes';
import { loadIgnoredFaces } from '../gallery/ignored-faces';
import { photosMadeBy } from '../gallery/photo-rows';
import { confirmFace, deleteVerdicts, loadVerdicts } from '../gallery/verdicts';
import type { Viewer } from '../gallery/viewer';
import { findFaces } from './find-face';
import type { Recognitions } from './recognitions';

/** A face of a recognition, by its number from 1, and the handle of the person whom the page named it. */
export interface ShownName {
  number: number;
  handle: string;
}

/** Confirms many faces of a recognition at once, and takes that back. */
export class SureConfirmations {
  constructor(
    private readonly catalog: Catalog,
    private readonly recognitions: Recognitions,
  ) {}

  /**
   * Confirms faces as the people whom the user saw them named, in one change of the gallery. Whatever was decided meanwhile stays:
   * it passes over a face that was confirmed, rejected as this person, or ignored; a person who was confirmed to be another face of the
   * photo; and a person who is gone.
   * @returns what it confirmed, and when: the time that its verdicts have
   * @throws recognitionNotFound
   */
  async confirm(
    viewer: Viewer,
    id: string,
    shown: readonly ShownName[],
  ): Promise<{ confirmed: ShownName[]; at: number }> {
    const { gallery } = viewer;
    const found = await findFaces(this.recognitions, viewer, id);
    const at = Date.now();
    const confirmed = await changeGallery(this.catalog, gallery.id, async (trx, touch) => {
      const people = await this.peopleOf(trx, gallery, shown);
      const books = {
        verdicts: await loadVerdicts(trx, gallery.id),
        ignored: await loadIgnoredFaces(trx, gallery.id),
      };
      const verdicts = await books.verdicts.on(found.pictureHash, found.faces);
      const ignored = await books.ignored.on(found.pictureHash, found.faces);
      const given = new Set(verdicts.flatMap((each) => each.confirmed?.id ?? []));
      const done: ShownName[] = [];
      for await (const each of inTurns(shown)) {
        const index = found.faces.findIndex(({ number }) => number === each.number);
        const [verdict, person] = [verdicts[index], people.get(each.handle)];
        if (!verdict || person === undefined || given.has(person) || verdict.confirmed) continue;
        if (verdict.rejected.some(({ id: rejected }) => rejected === person)) continue;
        const face = ignored[index]?.distance === null ? undefined : found.find(each.number);
        if (!face) continue;
        await confirmFace(trx, gallery.id, face.seen, person, at, books);
        const said = { recognitionId: id, face: each.number, person: each.handle };
        await tell(trx, gallery.id, { type: 'face.confirmed', ...said });
        touch(person);
        given.add(person);
        done.push(each);
      }
      return done;
    });
    return { confirmed, at };
  }

  /**
   * Takes back what `confirm` did, as far as it still stands. A confirmation whose face has become a photo since stays.
   * @param at when it was confirmed
   * @returns how many faces it took back
   * @throws recognitionNotFound
   */
  async undo(viewer: Viewer, id: string, shown: readonly ShownName[], at: number): Promise<number> {
    const { gallery } = viewer;
    const faces = await findFaces(this.recognitions, viewer, id);
    return changeGallery(this.catalog, gallery.id, async (trx, touch) => {
      const book = await loadVerdicts(trx, gallery.id);
      let count = 0;
      for await (const { number, handle } of inTurns(shown)) {
        const face = faces.find(number);
        const verdict = face && (await book.onFace(face.seen)).find((each) => isOf(each, handle, at));
        if (!verdict || (await photosMadeBy(trx, [verdict.id])).length > 0) continue;
        await deleteVerdicts(trx, [verdict.id]);
        await tell(trx, gallery.id, { type: 'face.reconsidered', recognitionId: id, face: number, person: handle });
        touch(verdict.person.id);
        count += 1;
      }
      return count;
    });
  }

  private async peopleOf(
    trx: Catalog,
    { id }: Gallery,
    shown: readonly ShownName[],
  ): Promise<ReadonlyMap<string, number>> {
    const people = new Map<string, number>();
    for await (const handles of inTurns(chunksOf(shown.map(({ handle }) => handle)))) {
      const rows = await trx
        .selectFrom('people')
        .select(['id', 'handle'])
        .where('galleryId', '=', id)
        .where('handle', 'in', handles)
        .execute();
      for (const row of rows) people.set(row.handle, row.id);
    }
    return people;
  }
}

const isOf = (
  verdict: { isPerson: boolean; person: { handle: string }; createdAt: number },
  handle: string,
  at: number,
) => verdict.isPerson && verdict.person.handle === handle && verdict.createdAt === at;
