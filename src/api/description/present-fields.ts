import { componentOf, type JsonSchema } from './json-schemas';

/** A part of the name of a type: words, or the name of an object that has a table of its own. */
export interface TypePart {
  text: string;
  /** The id of the object's table. */
  object: string | null;
}

/** A line of a table of fields. */
export interface FieldRow {
  /** With dots between levels: `model.network`, `items[].id`. */
  name: string;
  type: TypePart[];
  isRequired: boolean;
  description: string;
}

const words = (text: string): TypePart[] => [{ text, object: null }];

const either = (types: readonly TypePart[][]): TypePart[] =>
  types.flatMap((type, i) => (i === 0 ? type : [...words(' or '), ...type]));

const bounds = ({ minimum, maximum }: JsonSchema) => {
  if (minimum !== undefined && maximum !== undefined) return `, ${minimum} to ${maximum}`;
  return minimum === undefined ? '' : `, at least ${minimum}`;
};

const FORMATS: Readonly<Record<string, string>> = { 'date-time': 'time', binary: 'file', uri: 'address' };
const TYPES: Readonly<Record<string, string>> = { string: 'text', integer: 'whole number', boolean: 'true or false' };

/** The type of a value in words. */
export function typeOf(schema: JsonSchema): TypePart[] {
  const component = componentOf(schema);
  if (component !== undefined) return [{ text: component, object: component }];
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return either(choices.map(typeOf));
  if (schema.enum) return words(schema.enum.map((value) => JSON.stringify(value)).join(' or '));
  if (schema.const !== undefined) return words(JSON.stringify(schema.const));
  if (schema.type === 'array') return [...words('list of '), ...typeOf(schema.items ?? {})];
  const named = FORMATS[schema.format ?? ''] ?? TYPES[schema.type ?? ''] ?? schema.type ?? 'anything';
  return words(named + bounds(schema));
}

function describe({ description, default: otherwise }: JsonSchema): string {
  const told = otherwise === undefined ? '' : `${JSON.stringify(otherwise)} by default.`;
  return [description, told].filter(Boolean).join(' ');
}

/** The object within a value that has no table of its own: itself, or what a list has. */
function innerOf(schema: JsonSchema): { inner: JsonSchema; suffix: string } | undefined {
  if (schema.properties) return { inner: schema, suffix: '' };
  if (schema.items?.properties) return { inner: schema.items, suffix: '[]' };
  const object = schema.anyOf?.find((choice) => choice.properties ?? choice.items?.properties);
  return object && innerOf(object);
}

/** The fields of an object, and of the objects in it that have no tables of their own, a line each. */
export function fieldsOf({ properties = {}, required = [] }: JsonSchema, before = ''): FieldRow[] {
  return Object.entries(properties).flatMap(([key, schema]) => {
    const name = before + key;
    const found = innerOf(schema);
    const row = { name, type: typeOf(schema), isRequired: required.includes(key), description: describe(schema) };
    return [row, ...(found ? fieldsOf(found.inner, `${name}${found.suffix}.`) : [])];
  });
}
