import { currentActor } from './actor';
import type { NewEvent } from './event-rows';
import type { Happening } from './happening';

/** The collections that the app itself feeds, and what it says there. Programs can't add to them. */
export const OWN_COLLECTIONS: Readonly<Record<string, { attributes: readonly string[]; groupBy: readonly string[] }>> =
  {
    recognitions: { attributes: ['recognition', 'faces', 'people'], groupBy: ['by'] },
    sightings: { attributes: ['certainty', 'recognition'], groupBy: ['person'] },
    uploads: { attributes: ['photo', 'person'], groupBy: ['by'] },
    'sign-ins': { attributes: [], groupBy: [] },
  };

/** The collection of who was seen. */
export const SIGHTINGS = 'sightings';

/** What did it: a page, a program with a key, or an import. */
function means(): string {
  const { key, importId } = currentActor();
  if (importId !== undefined) return 'import';
  return key ? 'key' : 'page';
}

/** The events that a happening is. People are named by their handles. */
export function eventsOf(happening: Happening): NewEvent[] {
  const event = (collection: string, attributes: Record<string, string>): NewEvent => ({
    ...{ collection, attributes, groupBy: OWN_COLLECTIONS[collection]?.groupBy ?? [] },
    ...(attributes['person'] !== undefined && { subject: attributes['person'] }),
  });
  switch (happening.type) {
    case 'recognition.completed': {
      const { recognitionId, faces, people } = happening;
      const recognition: Record<string, string> = recognitionId === null ? {} : { recognition: recognitionId };
      const counts = { faces: String(faces), people: String(people.length) };
      return [
        event('recognitions', { ...recognition, ...counts, by: means() }),
        ...people.map(({ person, certainty }) => event(SIGHTINGS, { person, certainty, ...recognition })),
      ];
    }
    case 'photo.added':
      return [event('uploads', { photo: happening.photo, person: happening.person, by: means() })];
    case 'sign-in':
      return [event('sign-ins', {})];
    default:
      return [];
  }
}
