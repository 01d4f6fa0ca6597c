import { z } from 'zod';
import { keyOf } from '../../browser/paths/plan-people.js';
import type { FoundPerson } from './import-people';

// Choices of previews from before the people of an import had a table.

const stored = z.object({
  people: z.array(z.tuple([z.string(), z.string(), z.boolean()])),
  unnamed: z.string().optional(),
});

/** Choices by the key of the name that was found. */
export interface OldChoices {
  apply(person: FoundPerson): FoundPerson;
  unnamed: string | null;
}

/** Reads the choices from an import's row. @returns undefined when there are none */
export function readOldChoices(json: string | null): OldChoices | undefined {
  if (json === null) return undefined;
  const { people, unnamed = null } = stored.parse(JSON.parse(json));
  const chosen = new Map(people.map(([key, name, isAdded]) => [key, { name, isAdded }]));
  return { apply: (person) => ({ ...person, ...chosen.get(keyOf(person.found)) }), unnamed };
}
