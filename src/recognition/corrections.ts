import type { Transaction } from 'kysely';
import type { Catalog } from '../catalog/catalog';
import type { Tables } from '../catalog/tables';
import { inTurns, Turns } from '../concurrency/turns';
import { assess } from '../enrolment/assessment';
import type { Enrolment } from '../enrolment/enrolment';
import { isFault } from '../errors';
import { tell } from '../events/happenings';
import type { EnrolledPeople } from '../gallery/enrolled-people';
import type { Gallery } from '../gallery/galleries';
import { changeGallery, type Touch } from '../gallery/gallery-changes';
import { findPerson, goesWith, type PersonReference } from '../gallery/person-rows';
import { deletePhoto, photosMadeBy, type RemovedPhoto } from '../gallery/photo-rows';
import { SAME_FACE } from '../gallery/thresholds';
import { confirmFace, deleteVerdicts, rejectFace, verdictsOnFace } from '../gallery/verdicts';
import type { Viewer } from '../gallery/viewer';
import type { Photos } from '../people/photos';
import { type FaceReference, type FoundFace, findFace } from './find-face';
import { FaceKeeper, type KeptFace } from './keep-face';
import type { Recognitions } from './recognitions';
import type { Recognizer } from './recognizer';
import type { Redescription } from './redescription/redescription';

/** The outcome of a confirmation. */
export interface CorrectionResult {
  person: PersonReference;
  /** Whether the face became a photo of the person; null when it wasn't to become one. */
  photo: KeptFace['photo'] | null;
  /** Sentences for the user. */
  advice: string[];
}

interface Dependencies {
  catalog: Catalog;
  recognitions: Recognitions;
  enrolled: EnrolledPeople;
  enrolment: Enrolment;
  photos: Photos;
  recognizer: Recognizer;
  redescription: Redescription;
}

/** How many verdicts are taken back in one change. Nobody has more, but an import may: they are written to the disk in one go. */
const RETRACTED_AT_ONCE = 500;

/** Records users' verdicts on the faces of recognitions, and adds confirmed faces to the gallery. */
export class Corrections {
  private readonly keeper: FaceKeeper;

  constructor(private readonly deps: Dependencies) {
    this.keeper = new FaceKeeper(deps);
  }

  /**
   * Confirms that a face is a person's.
   * @param keep whether the face becomes a photo of the person, too
   * @throws recognitionNotFound, noSuchFace, personNotFound, storageFull, storageUnavailable
   */
  async confirm(
    viewer: Viewer,
    reference: FaceReference,
    person: PersonReference,
    keep: boolean,
  ): Promise<CorrectionResult> {
    const { gallery } = viewer;
    const found = await this.find(viewer, reference);
    await this.confirmOthers(viewer, found, person);
    if (keep) return this.confirmAndKeep(gallery, found, person);
    await this.writeVerdict(gallery, found, person);
    return { person, photo: null, advice: [] };
  }

  /** Records that a face isn't a person's. @returns the person's photo that shows this very face, if there is one @throws as `confirm` */
  async reject(viewer: Viewer, reference: FaceReference, person: PersonReference): Promise<string | undefined> {
    const { catalog, enrolled } = this.deps;
    const { gallery } = viewer;
    const { face, number, seen, recognition } = await this.find(viewer, reference);
    await changeGallery(catalog, gallery.id, async (trx, touch) => {
      await rejectFace(trx, gallery.id, seen, person.id, Date.now());
      const at = { recognitionId: recognition.id, face: number };
      await tell(trx, gallery.id, { type: 'face.rejected', person: person.handle, ...at });
      touch(person.id);
    });
    const [closest] = await enrolled.closestPhotos(gallery, [{ personId: person.id, face }]);
    return closest && closest.distance <= SAME_FACE ? closest.imageName : undefined;
  }

  /**
   * Confirms that a face is a person's of this name, and makes it their photo.
   * @param name as `readName` returns it; a new name makes a new person
   * @param mayAdd called before a new person is added; it throws if that may not be
   * @throws what `mayAdd` throws; what `confirm` throws, and faceTooSmall, faceTooBlurred or faceTooTurned when a new person's face isn't good enough
   */
  async name(viewer: Viewer, reference: FaceReference, name: string, mayAdd?: () => void): Promise<CorrectionResult> {
    const { gallery } = viewer;
    const found = await this.find(viewer, reference);
    const known = await findPerson(this.deps.catalog, gallery.id, name);
    if (known) {
      await this.confirmOthers(viewer, found, known);
      return this.confirmAndKeep(gallery, found, known);
    }
    mayAdd?.();
    const { refusal, advice } = assess(found.face);
    if (refusal) throw refusal;
    try {
      const { person } = await this.keeper.enrol(gallery, found, { name, mayAdd });
      return { person, photo: 'added', advice };
    } catch (error) {
      // Another request with the same face was faster, such as that of a double click.
      const person = isFault(error, 'photo_known') && (await findPerson(this.deps.catalog, gallery.id, name));
      if (!person) throw error;
      return this.confirmAndKeep(gallery, found, person);
    }
  }

  /**
   * Deletes the verdicts on a face and a person, and the photos that they made.
   * @param mayRemove called before a photo is deleted, or a person with their last photo; it throws if that may not be
   * @returns whether there were such photos
   * @throws what `mayRemove` throws, and as `confirm`
   */
  async retract(
    viewer: Viewer,
    reference: FaceReference,
    person: PersonReference,
    mayRemove: (what: 'photo' | 'person') => void = () => undefined,
  ): Promise<boolean> {
    const { catalog, photos } = this.deps;
    const { gallery } = viewer;
    const { seen, number, recognition } = await this.find(viewer, reference);
    // Before the first step, or a refusal would come when some is done. The steps ask again, as something may have changed.
    const made = await photosMadeBy(catalog, await verdictsOnFace(catalog, gallery.id, seen, person.id));
    if (made.length > 0) mayRemove('photo');
    if (made.length > 0 && (await goesWith(catalog, person.id, made.length))) mayRemove('person');
    let isPhotoRemoved = false;
    let rest: number[] | undefined;
    const step = async (trx: Transaction<Tables>, touch: Touch): Promise<RemovedPhoto[]> => {
      const verdicts = rest ?? (await verdictsOnFace(trx, gallery.id, seen, person.id));
      const some = verdicts.slice(0, RETRACTED_AT_ONCE);
      const at = { recognitionId: recognition.id, face: number };
      // Told once, by the first step.
      if (!rest && some.length > 0)
        await tell(trx, gallery.id, { type: 'face.reconsidered', person: person.handle, ...at });
      rest = verdicts.slice(RETRACTED_AT_ONCE);
      const made = await photosMadeBy(trx, some);
      if (made.length > 0) mayRemove('photo');
      await deleteVerdicts(trx, some);
      if (some.length > 0) touch(person.id);
      const deleted: RemovedPhoto[] = [];
      for await (const imageName of inTurns(made)) deleted.push(await deletePhoto(trx, gallery.id, imageName));
      if (deleted.some(({ wasLast }) => wasLast)) mayRemove('person');
      return deleted;
    };
    const turns = new Turns();
    do {
      await turns.next();
      const removed = await changeGallery(catalog, gallery.id, step);
      await photos.removeFiles(removed);
      isPhotoRemoved ||= removed.length > 0;
    } while (rest === undefined || rest.length > 0);
    return isPhotoRemoved;
  }

  private find(viewer: Viewer, reference: FaceReference): Promise<FoundFace> {
    return findFace(this.deps.recognitions, viewer, reference);
  }

  private writeVerdict(
    gallery: Gallery,
    { seen, number, recognition }: FoundFace,
    person: PersonReference,
  ): Promise<void> {
    return changeGallery(this.deps.catalog, gallery.id, async (trx, touch) => {
      await confirmFace(trx, gallery.id, seen, person.id, Date.now());
      const at = { recognitionId: recognition.id, face: number };
      await tell(trx, gallery.id, { type: 'face.confirmed', person: person.handle, ...at });
      touch(person.id);
    });
  }

  /**
   * Confirms the other faces of the photo that were surely taken for the person: otherwise a name that the user gives to a second
   * face would be taken from the first, as nobody is found twice in a photo unless the user says so.
   */
  private async confirmOthers(viewer: Viewer, found: FoundFace, person: PersonReference): Promise<void> {
    const shown = await this.deps.recognizer.find(viewer, found.recognition.id);
    for (const { number, match } of shown?.faces ?? []) {
      if (number === found.number || match?.certainty !== 'sure' || match.person.id !== person.id) continue;
      await this.writeVerdict(viewer.gallery, await this.find(viewer, { id: found.recognition.id, number }), person);
    }
  }

  /** Keeps the face as a photo if possible. The verdict counts in any case; `enrol` writes it together with the photo. */
  private async confirmAndKeep(gallery: Gallery, found: FoundFace, person: PersonReference): Promise<CorrectionResult> {
    const kept = await this.keeper.keep(gallery, found, person);
    if (kept.photo !== 'added') await this.writeVerdict(gallery, found, person);
    return { person, ...kept };
  }
}
