import path from 'node:path';
import { expect } from 'chai';
import { findCircle, importGraphOf } from './support/import-graph';

const source = path.join(__dirname, '..', 'src');

// From the top of the house to its ground. A file may import from its own room and from those below.
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

describe('the house', () => {
  const graph = importGraphOf(source);
  const files = [...graph.keys()];
  const services = path.join(source, 'services.ts');
  const name = (file: string) => path.relative(source, file);
  /** The imports between files that are not as they should be, to be read. */
  const importsThat = (isWrong: (file: string, imported: string) => boolean) =>
    [...graph].flatMap(([file, imports]) =>
      imports.filter((imported) => isWrong(file, imported)).map((imported) => `${name(file)} → ${name(imported)}`),
    );

  it('has a floor for every room', () => {
    expect(files.length).to.be.above(50);
    expect(files.map(roomOf).filter((room) => floorOf(room) < 0)).to.deep.equal([]);
  });

  it('is built downwards: nothing imports from a floor above or from a neighbour, not even a type', () => {
    const leadsUp = (file: string, imported: string) =>
      roomOf(imported) !== roomOf(file) && floorOf(roomOf(imported)) <= floorOf(roomOf(file));
    expect(importsThat(leadsUp)).to.deep.equal([]);
  });

  it('has no circles: no two files need each other, not even for a type', () => {
    expect(findCircle(graph)?.map(name).join(' → ')).to.equal(undefined);
  });

  it('has controllers that know nothing of each other', () => {
    expect(importsThat((_file, imported) => imported.endsWith('-controller.ts'))).to.deep.equal([]);
  });

  it('has rooms that say what they need: their controllers are given no more, and services.ts has it all', () => {
    const ofRooms = files.filter((file) => path.basename(file) === 'services.ts' && file !== services);
    const controllers = files.filter((file) => file.endsWith('-controller.ts'));
    expect(controllers.length).to.be.above(5);
    for (const file of controllers) {
      const given = graph.get(file)?.filter((imported) => path.basename(imported) === 'services.ts');
      expect(given, name(file)).to.deep.equal([path.join(source, roomOf(file), 'services.ts')]);
    }
    const combined = graph.get(services) ?? [];
    const needs = ofRooms.filter((file) => controllers.some((each) => roomOf(each) === roomOf(file)));
    expect(needs.filter((file) => !combined.includes(file)).map(name)).to.deep.equal([]);
  });
});
