import { z } from 'zod';

/** A JSON Schema (draft 2020-12), as far as zod writes it. */
export interface JsonSchema {
  $ref?: string;
  $defs?: Readonly<Record<string, JsonSchema>>;
  type?: string;
  format?: string;
  contentEncoding?: string;
  pattern?: string;
  description?: string;
  properties?: Readonly<Record<string, JsonSchema>>;
  required?: readonly string[];
  items?: JsonSchema;
  anyOf?: readonly JsonSchema[];
  oneOf?: readonly JsonSchema[];
  enum?: readonly unknown[];
  const?: unknown;
  default?: unknown;
  minimum?: number;
  maximum?: number;
  /** What a parameter is for programs, where its texts are read by a transformation: see protocol/fields.ts. */
  parameter?: JsonSchema;
  additionalProperties?: boolean | JsonSchema;
}

const PLACE = '#/components/schemas/';

/** The name of the component that a schema refers to. */
export const componentOf = ({ $ref }: JsonSchema): string | undefined => $ref?.slice(PLACE.length);

const withPlaces = (schema: JsonSchema): JsonSchema =>
  JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/$defs/', `"$ref":"${PLACE}`));

/** Leaves out what says nothing to people: the pattern of a format, and the bounds of all whole numbers. */
function simplify({ jsonSchema }: { jsonSchema: JsonSchema }): void {
  if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
}

/** Turns zod's schemas into JSON Schemas, and collects those with an id, such as `.meta({ id: 'Person' })`, as components. */
export class JsonSchemas {
  readonly components: Record<string, JsonSchema> = {};

  /**
   * @param io `input` for what a request sends, `output` for what an answer has
   * @throws when two components have the same id
   */
  of(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
    const json = z.toJSONSchema(schema, { io, override: simplify as never }) as JsonSchema & { $schema?: string };
    const { $schema: _, $defs = {}, ...root } = withPlaces(json) as typeof json;
    for (const [name, found] of Object.entries($defs)) {
      const known = this.components[name];
      if (known && JSON.stringify(known) !== JSON.stringify(found))
        throw new Error(`Two schemas of the API have the id ${name}.`);
      this.components[name] = found;
    }
    return root;
  }
}
