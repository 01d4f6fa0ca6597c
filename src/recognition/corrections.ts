import type { Catalog } from '../catalog/catalog';
import { KeyedMutex } from '../concurrency/keyed-mutex';
import type { Enrolment } from '../enrolment/enrolment';
import { adviseOnLikeness, adviseOnView } from '../enrolment/face-advice';
import { isFault, noSuchFace, recognitionNotFound } from '../errors';
import type { EnrolledPeople } from '../gallery/enrolled-people';
import { placeIn } from '../gallery/face-place';
import { findPerson } from '../gallery/known-photos';
import type { PersonReference } from '../gallery/photo-rows';
import { SAME_FACE, type SeenFace } from '../gallery/verdict-book';
import type { Verdicts } from '../gallery/verdicts';
import type { Photos } from '../people/photos';
import type { NumberedFace, Recognitions, StoredRecognition } from './recognitions';

/** Which face is meant: of which result, and its number in it. */
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
  verdicts: Verdicts;
  enrolled: EnrolledPeople;
  enrolment: Enrolment;
  photos: Photos;
}

type FoundFace = NumberedFace & { result: StoredRecognition; seen: SeenFace };

/** What a person says of the faces in a result: it is remembered, and the gallery gets better by it. */
export class Corrections {
  private readonly turns = new KeyedMutex();

  constructor(private readonly deps: Dependencies) {}

  /**
   * The face is that person's.
   * @param keep whether it becomes a photo of the person, too
   * @throws recognitionNotFound, noSuchFace, personNotFound, storageFull, storageUnavailable
   */
  confirm(userId: number, reference: FaceReference, person: PersonReference, keep: boolean): Promise<CorrectionResult> {
    return this.turns.run(userId, () => this.confirmNow(userId, reference, person, keep));
  }

  private async confirmNow(
    userId: number,
    reference: FaceReference,
    person: PersonReference,
    keep: boolean,
  ): Promise<CorrectionResult> {
    const { verdicts, enrolled } = this.deps;
    const found = await this.find(userId, reference);
    const distance = await enrolled.distanceTo(userId, person.id, found.face.descriptor);
    const createdAt = await verdicts.confirm(userId, found.seen, person.id, Date.now());
    if (!keep) return { person, photo: null, advice: [] };
    const { photo, advice } = await this.keep(userId, found, person.name, createdAt);
    return {
      person,
      photo,
      advice: photo === 'added' ? [...advice, ...adviseOnLikeness(person.name, distance)] : advice,
    };
  }

  /** The face is not that person's. @returns the person's photo that is this very face, if there is one @throws as confirm */
  async reject(userId: number, reference: FaceReference, person: PersonReference): Promise<string | undefined> {
    const { verdicts, enrolled } = this.deps;
    const { face, seen } = await this.find(userId, reference);
    await verdicts.reject(userId, seen, person.id, Date.now());
    const [closest] = await enrolled.closestPhotos(userId, [{ personId: person.id, face: face.descriptor }]);
    return closest && closest.distance <= SAME_FACE ? closest.imageName : undefined;
  }

  /**
   * The face is that of a person of this name, and becomes their photo.
   * @param name as `readName` gives it; a new one makes a new person
   * @throws what confirm throws, and faceTooSmall, faceTooBlurred or faceTooTurned when nobody could be known by it
   */
  name(userId: number, reference: FaceReference, name: string): Promise<CorrectionResult> {
    return this.turns.run(userId, () => this.nameNow(userId, reference, name));
  }

  private async nameNow(userId: number, reference: FaceReference, name: string): Promise<CorrectionResult> {
    const { catalog, verdicts } = this.deps;
    const known = await findPerson(catalog, userId, name);
    if (known) return this.confirmNow(userId, reference, known, true);
    const found = await this.find(userId, reference);
    const advice = adviseOnView(found.face);
    const createdAt = Date.now();
    const person = await this.enrol(userId, found, name, createdAt);
    await verdicts.confirm(userId, found.seen, person.id, createdAt);
    return { person, photo: 'added', advice };
  }

  /** Takes back what was said of the face and that person, and the photo that it made. @returns whether there was one @throws as confirm */
  async retract(userId: number, reference: FaceReference, person: PersonReference): Promise<boolean> {
    const { verdicts, photos } = this.deps;
    const { seen } = await this.find(userId, reference);
    const made = await verdicts.retract(userId, seen, person.id);
    for (const imageName of made) await photos.removePhoto(userId, imageName);
    return made.length > 0;
  }

  private async find(userId: number, { id, number }: FaceReference): Promise<FoundFace> {
    const { recognitions } = this.deps;
    const result = await recognitions.find(userId, id);
    if (!result) throw recognitionNotFound();
    const found = (await recognitions.facesOf([id])).get(id)?.find((each) => each.number === number);
    if (!found) throw noSuchFace();
    const seen = {
      pictureHash: await recognitions.pictureHashOf(result),
      place: placeIn(found.face.box, result),
      descriptor: found.face.descriptor,
    };
    return { ...found, result, seen };
  }

  private async keep(
    userId: number,
    found: FoundFace,
    name: string,
    createdAt: number,
  ): Promise<Pick<CorrectionResult, 'advice'> & { photo: CorrectionResult['photo'] }> {
    try {
      const advice = adviseOnView(found.face);
      await this.enrol(userId, found, name, createdAt);
      return { photo: 'added', advice };
    } catch (error) {
      // A disk that says no may say yes to the same correction later; a full account is the person's own matter, and told as any other reason.
      if (!isFault(error) || (error.status >= 500 && !isFault(error, 'quota_reached'))) throw error;
      return isFault(error, 'photo_known')
        ? { photo: 'known', advice: [] }
        : { photo: 'unfit', advice: [error.message] };
    }
  }

  private async enrol(
    userId: number,
    { face, result, seen }: FoundFace,
    name: string,
    createdAt: number,
  ): Promise<PersonReference> {
    const { enrolment, recognitions } = this.deps;
    const jpeg = await recognitions.readPhoto(result);
    if (!jpeg) throw recognitionNotFound();
    const { width, height } = result;
    const picture = { jpeg, width, height, sourceHash: null, pictureHash: seen.pictureHash };
    return enrolment.enrol(userId, { name, picture, face, createdAt });
  }
}
