import type { Transaction } from 'kysely';
import type { Catalog } from '../catalog/catalog';
import type { Tables } from '../catalog/tables';
import { type Happening, type SeenPerson, tell } from '../events/happenings';
import type { EnrolledPeople } from '../gallery/enrolled-people';
import { type Gallery, requireGallery } from '../gallery/galleries';
import { distanceOfMatch } from './candidates';
import type { IdentifiedFace } from './identified-face';

type Completed = Extract<Happening, { type: 'recognition.completed' }>;

/** Tells that photos were recognized, and who was seen in them. */
export class Completion {
  constructor(
    private readonly catalog: Catalog,
    private readonly enrolled: EnrolledPeople,
  ) {}

  /** What there is to tell of a photo whose faces were identified: everybody as the result's page names them, each once. */
  async of(gallery: Gallery, faces: readonly IdentifiedFace[]): Promise<Completed> {
    const people = new Map<number, SeenPerson>();
    for (const { match, face } of faces) {
      if (!match || people.get(match.person.id)?.certainty === 'sure') continue;
      const { id, handle, name } = match.person;
      const certainty = match.certainty === 'maybe' ? 'maybe' : 'sure';
      const distance = (await distanceOfMatch(this.enrolled, gallery, match, face)) ?? 0;
      people.set(id, { person: handle, name, certainty, distance });
    }
    const found = faces.filter(({ ignored }) => ignored !== 'nonface').length;
    return { type: 'recognition.completed', recognitionId: null, faces: found, people: [...people.values()] };
  }

  /** Tells it in the transaction that stores the recognition. */
  tell(trx: Transaction<Tables>, gallery: Gallery, completed: Completed): Promise<void> {
    return tell(trx, gallery.id, completed);
  }

  /** Tells it of a photo that isn't kept. @throws accountDeleted */
  async tellAlone(gallery: Gallery, completed: Completed): Promise<void> {
    await this.catalog.transaction().execute(async (trx) => {
      await requireGallery(trx, gallery.id);
      await tell(trx, gallery.id, completed);
    });
  }
}
