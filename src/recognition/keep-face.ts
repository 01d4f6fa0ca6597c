import { assess } from '../enrolment/assessment';
import type { Enrolment } from '../enrolment/enrolment';
import { UnlikePhotos } from '../enrolment/face-entry';
import { isFault, recognitionNotFound } from '../errors';
import type { Gallery } from '../gallery/galleries';
import type { PersonReference } from '../gallery/person-rows';
import type { FoundFace } from './find-face';
import type { Recognitions } from './recognitions';
import type { Redescription } from './redescription/redescription';

/** Whether a face became a photo of its person. */
export interface KeptFace {
  /**
   * `known`: it was one already. `unfit`: it can't be one, for the reason in `advice`. `unlike`: it doesn't look like the person's
   * photos, and the user hasn't said yet that it is to be one in spite of that.
   */
  photo: 'added' | 'known' | 'unfit' | 'unlike';
  /** Sentences for the user. */
  advice: string[];
}

/** Whose photo a face is to be: somebody known, or somebody of this name, who may be new. */
export type Whose = PersonReference | { name: string; mayAdd?: (() => void) | undefined };

interface Dependencies {
  enrolment: Enrolment;
  recognitions: Recognitions;
  redescription: Redescription;
}

/** Makes faces of recognitions photos of people. */
export class FaceKeeper {
  constructor(private readonly deps: Dependencies) {}

  /** Enrols a face as a photo of a known person, if it is good enough and new. @throws storageFull, storageUnavailable, engineFailed */
  async keep(gallery: Gallery, found: FoundFace, person: PersonReference): Promise<KeptFace> {
    const { refusal, advice } = assess(found.face);
    if (refusal) return { photo: 'unfit', advice: [refusal.message] };
    try {
      await this.enrol(gallery, found, person);
      return { photo: 'added', advice };
    } catch (error) {
      if (error instanceof UnlikePhotos) return { photo: 'unlike', advice: [] };
      // A failing server may accept the same correction later. A full account is the user's own matter, so it is a reason like any other.
      if (!isFault(error) || (error.status >= 500 && !isFault(error, 'quota_reached'))) throw error;
      return isFault(error, 'photo_known')
        ? { photo: 'known', advice: [] }
        : { photo: 'unfit', advice: [error.message] };
    }
  }

  /**
   * Enrols a face, with its verdict.
   * @throws recognitionNotFound when the recognition's photo is gone, {UnlikePhotos} when it isn't like the person's photos and no
   *   earlier verdict says that it is them, and what `enrolFace` throws
   */
  async enrol(gallery: Gallery, { face, number, recognition, seen }: FoundFace, whose: Whose) {
    const jpeg = await this.deps.recognitions.readPhoto(recognition);
    if (!jpeg) throw recognitionNotFound();
    const { width, height } = recognition;
    const picture = { jpeg, width, height, sourceHash: null, pictureHash: seen.pictureHash };
    const enrolled = await this.deps.enrolment.enrolFace(gallery, {
      ...{ name: whose.name, picture, face },
      ...('id' in whose ? { personId: whose.id } : { mayAdd: whose.mayAdd }),
      ...{ confirmed: seen, confirmedAt: { recognitionId: recognition.id, face: number }, mustBeLike: seen },
    });
    this.deps.redescription.wake(gallery.id); // by as many chips as an enrolled face has
    return enrolled;
  }
}
