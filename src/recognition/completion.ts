import type { Happening, SeenPerson } from '../events/happenings';
import type { EnrolledPeople } from '../gallery/enrolled-people';
import type { Gallery } from '../gallery/galleries';
import { certaintyOf, distanceOfMatch } from './candidates';
import type { IdentifiedFace } from './identified-face';

/** What is told of a photo in which people were looked for. */
export type Completed = Extract<Happening, { type: 'recognition.completed' }>;

/** Returns what there is to tell of a photo whose faces were identified: everybody as the result's page names them, each once. */
export async function completionOf(
  enrolled: EnrolledPeople,
  gallery: Gallery,
  faces: readonly IdentifiedFace[],
): Promise<Completed> {
  const people = new Map<number, SeenPerson>();
  for (const each of faces) {
    const { match, face } = each;
    const certainty = certaintyOf(each);
    if (!match || certainty === 'none' || people.get(match.person.id)?.certainty === 'sure') continue;
    const { id, handle, name } = match.person;
    const distance = (await distanceOfMatch(enrolled, gallery, match, face)) ?? 0;
    people.set(id, { person: handle, name, certainty, distance });
  }
  const found = faces.filter(({ ignored }) => ignored !== 'nonface').length;
  return { type: 'recognition.completed', recognitionId: null, faces: found, people: [...people.values()] };
}
