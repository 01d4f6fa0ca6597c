import type { Catalog } from '../catalog/catalog';
import type { Enrolment } from '../enrolment/enrolment';
import { assess } from '../enrolment/face-advice';
import { isFault, noSuchFace, recognitionNotFound } from '../errors';
import type { EnrolledPeople } from '../gallery/enrolled-people';
import { placeIn } from '../gallery/face-place';
import { changeGallery } from '../gallery/gallery-changes';
import type { Gallery } from '../gallery/gallery-rows';
import { findPerson, type PersonReference } from '../gallery/person-rows';
import { deletePhoto, photosMadeBy, type RemovedPhoto } from '../gallery/photo-rows';
import { SAME_FACE } from '../gallery/thresholds';
import type { SeenFace } from '../gallery/verdict-book';
import { confirmFace, deleteVerdicts, rejectFace, verdictsOnFace } from '../gallery/verdicts';
import type { Photos } from '../people/photos';
import type { NumberedFace, Recognitions, StoredRecognition } from './recognitions';

/** Which face is meant: of which recognition, and its number in it. */
export interface FaceReference {
  id: string;
  number: number;
}

/** What became of a correction. */
export interface CorrectionResult {
  person: PersonReference;
  /** Whether the face became a photo of the person, or was one; null when it wasn't asked for. */
  photo: 'added' | 'known' | 'unfit' | null;
  /** What to know about it, each a sentence for a person. */
  advice: string[];
}

interface Dependencies {
  catalog: Catalog;
  recognitions: Recognitions;
  enrolled: EnrolledPeople;
  enrolment: Enrolment;
  photos: Photos;
}

type FoundFace = NumberedFace & { recognition: StoredRecognition; seen: SeenFace };

/** What users say of the faces in a recognition: it is remembered, and the gallery gets better by it. */
export class Corrections {
  constructor(private readonly deps: Dependencies) {}

  /**
   * The face is that person's.
   * @param keep whether it becomes a photo of the person, too
   * @throws recognitionNotFound, noSuchFace, personNotFound, storageFull, storageUnavailable
   */
  async confirm(
    gallery: Gallery,
    reference: FaceReference,
    person: PersonReference,
    keep: boolean,
  ): Promise<CorrectionResult> {
    const found = await this.find(gallery, reference);
    if (keep) return this.confirmAndKeep(gallery, found, person);
    await this.writeVerdict(gallery, found, person);
    return { person, photo: null, advice: [] };
  }

  /** The face is not that person's. @returns the person's photo that is this very face, if there is one @throws as confirm */
  async reject(gallery: Gallery, reference: FaceReference, person: PersonReference): Promise<string | undefined> {
    const { catalog, enrolled } = this.deps;
    const { face, seen } = await this.find(gallery, reference);
    await changeGallery(catalog, gallery.id, async (trx, touch) => {
      await rejectFace(trx, gallery.id, seen, person.id, Date.now());
      touch(person.id);
    });
    const [closest] = await enrolled.closestPhotos(gallery, [{ personId: person.id, face: face.descriptor }]);
    return closest && closest.distance <= SAME_FACE ? closest.imageName : undefined;
  }

  /**
   * The face is that of a person of this name, and becomes their photo.
   * @param name as `readName` gives it; a new one makes a new person
   * @throws what confirm throws, and faceTooSmall, faceTooBlurred or faceTooTurned when nobody could be recognized by it
   */
  async name(gallery: Gallery, reference: FaceReference, name: string): Promise<CorrectionResult> {
    const found = await this.find(gallery, reference);
    const known = await findPerson(this.deps.catalog, gallery.id, name);
    if (known) return this.confirmAndKeep(gallery, found, known);
    const { refusal, advice } = assess(found.face);
    if (refusal) throw refusal;
    try {
      const { person } = await this.enrol(gallery, found, name);
      return { person, photo: 'added', advice };
    } catch (error) {
      // A second click, which was faster.
      const person = isFault(error, 'photo_known') && (await findPerson(this.deps.catalog, gallery.id, name));
      if (!person) throw error;
      return this.confirmAndKeep(gallery, found, person);
    }
  }

  /** Takes back the verdicts on the face and that person, and the photos that they made. @returns whether there were any @throws as confirm */
  async retract(gallery: Gallery, reference: FaceReference, person: PersonReference): Promise<boolean> {
    const { catalog, photos } = this.deps;
    const { seen } = await this.find(gallery, reference);
    const removed = await changeGallery(catalog, gallery.id, async (trx, touch) => {
      const verdicts = await verdictsOnFace(trx, gallery.id, seen, person.id);
      const made = await photosMadeBy(trx, verdicts);
      await deleteVerdicts(trx, verdicts);
      if (verdicts.length > 0) touch(person.id);
      const deleted: RemovedPhoto[] = [];
      for (const imageName of made) deleted.push(await deletePhoto(trx, gallery.id, imageName));
      return deleted;
    });
    await photos.removeFiles(removed);
    return removed.length > 0;
  }

  private async find(gallery: Gallery, { id, number }: FaceReference): Promise<FoundFace> {
    const { recognitions } = this.deps;
    const recognition = await recognitions.find(gallery, id);
    if (!recognition) throw recognitionNotFound();
    const found = (await recognitions.facesOf([id])).get(id)?.find((each) => each.number === number);
    if (!found) throw noSuchFace();
    const { box, descriptor } = found.face;
    const pictureHash = await recognitions.pictureHashOf(recognition);
    return { ...found, recognition, seen: { pictureHash, place: placeIn(box, recognition), descriptor } };
  }

  private writeVerdict(gallery: Gallery, { seen }: FoundFace, person: PersonReference): Promise<void> {
    return changeGallery(this.deps.catalog, gallery.id, async (trx, touch) => {
      await confirmFace(trx, gallery.id, seen, person.id, Date.now());
      touch(person.id);
    });
  }

  /** The verdict counts, whether or not the face can become a photo. */
  private async confirmAndKeep(gallery: Gallery, found: FoundFace, person: PersonReference): Promise<CorrectionResult> {
    const { refusal, advice } = assess(found.face);
    const kept = refusal
      ? { photo: 'unfit' as const, advice: [refusal.message] }
      : await this.tryToKeep(gallery, found, person.name, advice);
    if (kept.photo !== 'added') await this.writeVerdict(gallery, found, person);
    return { person, ...kept };
  }

  private async tryToKeep(
    gallery: Gallery,
    found: FoundFace,
    name: string,
    advice: readonly string[],
  ): Promise<Omit<CorrectionResult, 'person'>> {
    try {
      const photo = await this.enrol(gallery, found, name);
      return { photo: 'added', advice: [...advice, ...photo.advice] };
    } catch (error) {
      // A disk that says no may say yes to the same correction later; a full account is the person's own matter, and told as any other reason.
      if (!isFault(error) || (error.status >= 500 && !isFault(error, 'quota_reached'))) throw error;
      return isFault(error, 'photo_known')
        ? { photo: 'known', advice: [] }
        : { photo: 'unfit', advice: [error.message] };
    }
  }

  private async enrol(gallery: Gallery, { face, recognition, seen }: FoundFace, name: string) {
    const { enrolment, recognitions } = this.deps;
    const jpeg = await recognitions.readPhoto(recognition);
    if (!jpeg) throw recognitionNotFound();
    const { width, height } = recognition;
    const picture = { jpeg, width, height, sourceHash: null, pictureHash: seen.pictureHash };
    return enrolment.enrolFace(gallery, { name, picture, face, confirmed: seen });
  }
}
