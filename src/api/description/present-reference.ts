import { API_PREFIX } from '../../web/responses/api-paths';
import { OPERATIONS } from '../operations';
import { type Answer, type Operation, TAGS } from '../protocol/operation';
import { curlOf } from './curl';
import { allFaults, ownFaultsOf } from './faults';
import { INTRODUCTION } from './introduction';
import { JsonSchemas } from './json-schemas';
import { formSchema, parametersOf, pathOf } from './openapi-operation';
import { type FieldRow, fieldsOf, type TypePart, typeOf } from './present-fields';

/** A part of a paragraph: code stands between backticks. */
const partsOf = (paragraph: string) => paragraph.split('`').map((text, i) => ({ text, isCode: i % 2 === 1 }));

const anchorOf = (text: string) => text.toLowerCase().replace(/[^a-z]+/g, '-');

function presentParameters({ params, query }: Operation, schemas: JsonSchemas): FieldRow[] {
  const parameters = [...parametersOf(params, 'path', schemas), ...parametersOf(query, 'query', schemas)];
  return parameters.map(({ name, required, schema, description = '' }) => ({
    name,
    type: typeOf(schema),
    isRequired: required,
    description:
      schema.default === undefined
        ? description
        : `${description} ${JSON.stringify(schema.default)} by default.`.trim(),
  }));
}

function presentBody(
  { body }: Operation,
  schemas: JsonSchemas,
): { kind: string; rows: FieldRow[]; type: TypePart[] } | null {
  if (!body) return null;
  const isForm = body.kind === 'files';
  const schema = isForm ? formSchema(body, schemas) : schemas.of(body.schema, 'input');
  return {
    kind: isForm ? 'a form (multipart/form-data), or JSON with the files in Base64' : 'JSON',
    rows: fieldsOf(schema),
    type: typeOf(schema),
  };
}

function presentAnswer([status, { description, schema, media }]: [string, Answer], schemas: JsonSchemas) {
  const json = schema && schemas.of(schema, 'output');
  return {
    status,
    description,
    media: media ?? null,
    type: json ? typeOf(json) : null,
    rows: json ? fieldsOf(json) : [],
  };
}

function presentOperation(operation: Operation, schemas: JsonSchemas) {
  return {
    id: operation.id,
    method: operation.method.toUpperCase(),
    path: API_PREFIX + pathOf(operation),
    summary: operation.summary,
    description: partsOf(operation.description ?? ''),
    scopes: operation.scopes,
    takesIdempotencyKey: operation.creates ?? false,
    parameters: presentParameters(operation, schemas),
    body: presentBody(operation, schemas),
    answers: Object.entries(operation.answers).map((answer) => presentAnswer(answer, schemas)),
    curl: curlOf(operation),
    faults: ownFaultsOf(operation),
  };
}

/** Prepares the reference: its chapters, the objects that calls have in common, and every fault. */
export function presentReference() {
  const schemas = new JsonSchemas();
  const chapters = TAGS.map((tag) => ({
    tag,
    anchor: anchorOf(tag),
    operations: OPERATIONS.filter((each) => each.tag === tag).map((each) => presentOperation(each, schemas)),
  }));
  return {
    introduction: INTRODUCTION.map(([heading, ...paragraphs]) => ({
      heading,
      anchor: `about-${anchorOf(heading)}`,
      paragraphs: paragraphs.map(partsOf),
    })),
    chapters: chapters.filter(({ operations }) => operations.length > 0),
    objects: Object.entries(schemas.components)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, schema]) => ({ name, rows: fieldsOf(schema), type: typeOf(schema) })),
    faults: [...allFaults().values()],
  };
}
