import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { globSync } from 'glob';
import ts from 'typescript';

const source = path.join(__dirname, '..', 'src');

// From the top of the house to its ground. A file may import from its own room and from those below; what only names a
// type of `services` is the one exception, as controllers are given their services.
const FLOORS = [
  ['server.ts'],
  ['app.ts'],
  ['services.ts'],
  ['account'],
  ['recognition'],
  ['people'],
  ['enrolment'],
  ['auth'],
  ['web'],
  ['gallery'],
  ['engine', 'storage'],
  ['catalog'],
  ['config.ts'],
  ['env.ts'],
  ['concurrency'],
  ['errors.ts', 'loopback.ts', 'start-error.ts', 'units.ts'],
];

const roomOf = (file: string) => path.relative(source, file).split(path.sep)[0];
const floorOf = (room: string) => FLOORS.findIndex((rooms) => rooms.includes(room));

/** The files that a file imports at run time, as far as they are the project's own. */
function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  const parsed = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
  const isOfTypes = (node: ts.Statement) => ts.isImportDeclaration(node) && node.importClause?.isTypeOnly;
  const typesOfServices = parsed.statements.filter(
    (node) => isOfTypes(node) && node.getText(parsed).includes('/services'),
  );
  return ts
    .preProcessFile(text)
    .importedFiles.filter(
      ({ fileName, pos }) =>
        fileName.startsWith('.') && !typesOfServices.some((node) => pos > node.pos && pos < node.end),
    )
    .map(({ fileName }) => `${path.resolve(path.dirname(file), fileName)}.ts`);
}

describe('the house', () => {
  const files = globSync('**/*.ts', { cwd: source, absolute: true });

  it('has a floor for every room', () => {
    expect(files.length).to.be.above(50);
    expect(files.map(roomOf).filter((room) => floorOf(room) < 0)).to.deep.equal([]);
  });

  it('is built downwards: nothing imports from a floor above or from a neighbour', () => {
    const upwards = files.flatMap((file) =>
      importsOf(file)
        .filter((imported) => roomOf(imported) !== roomOf(file) && floorOf(roomOf(imported)) <= floorOf(roomOf(file)))
        .map((imported) => `${path.relative(source, file)} → ${path.relative(source, imported)}`),
    );
    expect(upwards).to.deep.equal([]);
  });

  it('has controllers that know nothing of each other', () => {
    const between = files.flatMap((file) => importsOf(file).filter((imported) => imported.endsWith('-controller.ts')));
    expect(between).to.deep.equal([]);
  });
});
