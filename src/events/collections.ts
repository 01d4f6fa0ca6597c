import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { collectionNotFound, fieldInvalid } from '../errors';
import { StartError } from '../start-error';
import { OWN_COLLECTIONS } from './own-events';

/** Beside `src` and `dist`, whatever the working folder is. */
const FOLDER = path.join(__dirname, '..', '..', 'config', 'collections');

const word = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'must have small letters, digits, and hyphens');
const attribute = z.string().regex(/^[a-z][a-zA-Z0-9]{0,39}$/, 'must be a word such as page');

const description = z
  .strictObject({
    name: word,
    /** What an event may have: texts. */
    attributes: z.array(attribute).max(30),
    /** The attributes by whose values events are counted. */
    groupBy: z.array(attribute).max(5),
  })
  .refine(
    ({ attributes, groupBy }) => groupBy.every((each) => attributes.includes(each)),
    'groupBy names something that isn’t among the attributes',
  );

/** A kind of events: what they have, and by what they are counted. */
export type Collection = Readonly<z.infer<typeof description>>;

/** What an event says, by attribute. */
export type Attributes = Readonly<Record<string, string>>;

/** The longest value of an attribute, in characters. */
export const MAX_VALUE = 1000;

function readDescription(folder: string, file: string): Collection {
  const fault = (what: string, cause?: unknown) =>
    new StartError(`config/collections/${file} ${what}: mend it, or remove the file.`, { cause });
  const read = () => {
    try {
      return JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as unknown;
    } catch (error) {
      throw fault(`can't be read as JSON (${(error as Error).message})`, error);
    }
  };
  const { data, error } = description.safeParse(read());
  const [issue] = error?.issues ?? [];
  if (!data) throw fault(`is faulty (${[issue?.path.join('.'), issue?.message].filter(Boolean).join(': ')})`, error);
  if (`${data.name}.json` !== file) throw fault(`has the name ${data.name}, and not that of its file`);
  const own = OWN_COLLECTIONS[data.name];
  const needed = own && [...own.groupBy, ...own.attributes];
  if (own && (String(own.groupBy) !== String(data.groupBy) || needed?.some((each) => !data.attributes.includes(each))))
    throw fault(`doesn't fit what the app itself counts there (${needed})`);
  return data;
}

/** The collections that config/collections describes. */
export class Collections {
  private readonly byName: ReadonlyMap<string, Collection>;

  /** @throws {StartError} with the first description that is faulty */
  constructor(folder = FOLDER) {
    const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
    const all = files.sort().map((file) => readDescription(folder, file));
    const missing = Object.keys(OWN_COLLECTIONS).find((name) => !all.some((each) => each.name === name));
    if (missing) throw new StartError(`config/collections/${missing}.json is missing: the app counts there.`);
    this.byName = new Map(all.map((each) => [each.name, each]));
  }

  /** Finds a collection. @throws collectionNotFound */
  find(name: string): Collection {
    const found = this.byName.get(name);
    if (!found) throw collectionNotFound();
    return found;
  }

  /** Finds a collection that programs may add to. @throws collectionNotFound; fieldInvalid for one that the app itself feeds */
  findOpen(name: string): Collection {
    const found = this.find(name);
    if (Object.hasOwn(OWN_COLLECTIONS, name))
      throw fieldInvalid('collection', `The app itself adds the events of ${name}.`);
    return found;
  }
}

/** Checks what a program says of an event. @throws fieldInvalid */
export function checkAttributes(collection: Collection, given: Readonly<Record<string, unknown>>): Attributes {
  for (const [name, value] of Object.entries(given)) {
    const shown = name.replace(/[^\w-]/g, '?').slice(0, 40);
    if (!collection.attributes.includes(name))
      throw fieldInvalid(shown, `Events of ${collection.name} have no attribute ${shown}.`);
    if (typeof value !== 'string') throw fieldInvalid(name, `The field ${name} must be of the type string.`);
    if (value.length > MAX_VALUE)
      throw fieldInvalid(name, `The field ${name} must be at most ${MAX_VALUE} characters long.`);
  }
  return given as Attributes;
}

/** Requires that events are counted by an attribute. @throws fieldInvalid */
export function requireCounted(collection: Collection, name: string): void {
  if (collection.groupBy.includes(name)) return;
  const counted = collection.groupBy.length > 0 ? ` They are counted by ${collection.groupBy.join(', ')}.` : '';
  throw fieldInvalid('attribute', `Events of ${collection.name} aren’t counted by this attribute.${counted}`);
}
