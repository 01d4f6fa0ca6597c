import { z } from 'zod';
import { keyOf, type PlannedPeople } from '../../browser/paths/plan-people.js';

/** What the user chose in the preview of a zip. */
export interface Choices {
  /** The name and whether to add the photos, by the key of the name that was found. */
  people: ReadonlyMap<string, { name: string; isAdded: boolean }>;
  /** The name of all photos without one; empty to leave them out, undefined when nobody has been asked. */
  unnamed: string | undefined;
}

/** One person found in a zip. */
export interface FoundPerson {
  /** The key of the name that was found (`keyOf`). */
  key: string;
  /** The name as found in the zip. */
  found: string;
  /** The name that the user wants; the one that was found at first. */
  name: string;
  isAdded: boolean;
  /** Whether the name is only in the names of files. */
  isGuess: boolean;
  /** How many photos. */
  photos: number;
}

export const NO_CHOICES: Choices = { people: new Map(), unnamed: undefined };

const stored = z.object({
  people: z.array(z.tuple([z.string(), z.string(), z.boolean()])),
  unnamed: z.string().optional(),
});

/** Reads the choices from an import's row. */
export function readChoices(json: string | null): Choices {
  if (json === null) return NO_CHOICES;
  const { people, unnamed } = stored.parse(JSON.parse(json));
  return { people: new Map(people.map(([key, name, isAdded]) => [key, { name, isAdded }])), unnamed };
}

/** Writes choices for an import's row. */
export const writeChoices = ({ people, unnamed }: Choices): string =>
  JSON.stringify({ people: [...people].map(([key, { name, isAdded }]) => [key, name, isAdded]), unnamed });

/** Lists the people found in a zip, as the user wants them, in the zip's order. */
export function foundPeople({ people, areGuessesLikely }: PlannedPeople, choices: Choices): FoundPerson[] {
  return people.map(({ key, name, photos, isGuess }) => ({
    key,
    found: name,
    isGuess,
    photos: photos.length,
    ...(choices.people.get(key) ?? { name, isAdded: areGuessesLikely || !isGuess }),
  }));
}

export { keyOf };
