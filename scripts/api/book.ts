import { curlOf, VARIABLES } from '../../src/api/description/curl';
import { ownFaultsOf } from '../../src/api/description/faults';
import { INTRODUCTION } from '../../src/api/description/introduction';
import { pathOf } from '../../src/api/description/openapi-operation';
import { EXAMPLE_FILES } from '../../src/api/examples';
import { OPERATIONS } from '../../src/api/operations';
import { type Operation, TAGS } from '../../src/api/protocol/operation';
import { API_PREFIX } from '../../src/web/responses/api-paths';

const HEAD = `# The API

Printed by \`npm run --silent docs:api > docs/api.md\` from the calls that the app describes; \`test/docs/api.test.ts\` fails when this page is out of date, and runs
each command of it. Every app shows the same with all fields at /api/reference, and for programs, as OpenAPI 3.1, at /api/openapi.json.
`;

const FILES = Object.values(EXAMPLE_FILES).join(', ');

const variablesTable = () =>
  [
    '## The examples',
    `The commands are for a shell with these variables. The files that they name (${FILES}) are any photos, and a zip with a folder of photos for each person.`,
    [
      '```sh',
      'URL=http://localhost:8080 # where your app is',
      'KEY=ff_… # from the page /keys',
      ...[...VARIABLES].map(([id, variable]) => `${variable}=${id}`),
      '```',
    ].join('\n'),
  ].join('\n\n');

function sectionOf(operation: Operation): string {
  const { method, summary, description, scopes, answers, creates } = operation;
  const faults = ownFaultsOf(operation).map(({ id, status }) => `${status} \`${id}\``);
  const scoped =
    scopes.length > 0 ? `Scopes: ${scopes.map((each) => `\`${each}\``).join(', ')}.` : 'Any key may do this.';
  const answered = Object.entries(answers).map(([status, answer]) => `${status}: ${answer.description}`);
  return [
    `### ${summary}`,
    `\`${method.toUpperCase()} ${API_PREFIX}${pathOf(operation)}\``,
    ...(description ? [description] : []),
    `${scoped}${creates ? ' Takes an `Idempotency-Key`.' : ''}`,
    ['```sh', curlOf(operation), '```'].join('\n'),
    `Answers ${answered.join(' ')}`,
    ...(faults.length > 0 ? [`Errors of its own: ${faults.join(', ')}.`] : []),
  ].join('\n\n');
}

/** Describes every call of the API on a Markdown page, by chapters, with a command for each. */
export function describeCalls(): string {
  const chapters = TAGS.map((tag) => ({ tag, operations: OPERATIONS.filter((each) => each.tag === tag) }));
  return `${[
    HEAD.trim(),
    ...INTRODUCTION.map(([heading, ...paragraphs]) => [`## ${heading}`, ...paragraphs].join('\n\n')),
    variablesTable(),
    ...chapters.flatMap(({ tag, operations }) =>
      operations.length > 0 ? [`## ${tag}`, ...operations.map(sectionOf)] : [],
    ),
  ].join('\n\n')}\n`;
}
