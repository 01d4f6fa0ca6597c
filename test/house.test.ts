import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { captures } from './support/elements';
import { findCircle, importGraphOf } from './support/import-graph';

const source = path.join(__dirname, '..', 'src');

// From the top of the house to its ground. A file may import from its own room and from those below.
const FLOORS = [
  ['cli'],
  ['server.ts'],
  ['app.ts'],
  ['services.ts'],
  ['service-groups.ts'],
  ['compreface'],
  ['api'],
  ['activity', 'webhooks', 'sharing', 'admin', 'metrics', 'tracing'],
  ['account'],
  ['recognition'],
  ['people'],
  ['enrolment'],
  ['auth'],
  ['web'],
  ['gallery'],
  ['events'],
  ['backup'],
  ['engine', 'storage', 'housekeeping'],
  ['catalog'],
  ['read-settings.ts'],
  ['config.ts', 'setting-names.ts'],
  ['secret-files.ts', 'setting-rules.ts'],
  ['env.ts'],
  ['concurrency'],
  // Numbers alone, with their reasons: the settings' defaults are among them.
  ['gallery/thresholds.ts'],
  ['env-file.ts', 'terminal-log.ts', 'observations.ts'],
  ['errors.ts', 'email-address.ts', 'loopback.ts', 'version.ts', 'start-error.ts', 'units.ts', 'web-assembly.ts'],
  // A list alone, which a fault names, too.
  ['engine/photo-formats.ts'],
  // Scripts for the browser, and rules about words that the server takes from there.
  ['browser'],
];

/** The tables by room: only that room writes them, and others ask it. */
const TABLES: Record<string, readonly string[]> = {
  auth: [
    'users',
    'userGroups',
    'sessions',
    'apiKeys',
    'ownAccounts',
    'accountLinks',
    'passkeys',
    'setUpLinks',
    'signInEntries',
  ],
  events: [
    'events',
    'eventCounters',
    'eventSpace',
    'personAliases',
    'auditEntries',
    'acts',
    'outbox',
    'idempotentRequests',
  ],
  gallery: [
    ...['galleries', 'galleryChanges', 'memberships', 'galleryGroups', 'leftGalleries'],
    ...['people', 'photos', 'faces', 'verdicts', 'ignoredFaces'],
  ],
  enrolment: ['drafts'],
  people: ['merges'],
  recognition: ['recognitions'],
  sharing: ['invitations'],
  webhooks: ['webhooks', 'webhookDeliveries', 'webhookAttempts'],
  account: ['imports', 'importPeople', 'importResults'],
  // One helper writes the faces of drafts and recognitions, for the rooms that write those.
  catalog: ['draftFaces', 'recognizedFaces', 'leases'],
  housekeeping: ['housekeeping'],
  web: ['guesses'],
  storage: ['storedBytes'],
};

const FLOORS_OF_FILES = FLOORS.flat().filter((each) => each.includes('/'));

const roomOf = (file: string) => {
  const relative = path.relative(source, file).split(path.sep).join('/');
  return FLOORS_OF_FILES.includes(relative) ? relative : relative.replace(/\/.*/, '');
};
const floorOf = (room: string) => FLOORS.findIndex((rooms) => rooms.includes(room));

describe('the house', () => {
  const graph = importGraphOf(source);
  const files = [...graph.keys()];
  const services = path.join(source, 'services.ts');
  const name = (file: string) => path.relative(source, file);
  /** The imports that a check finds wrong, as `file → imported file`. */
  const importsThat = (isWrong: (file: string, imported: string) => boolean) =>
    [...graph].flatMap(([file, imports]) =>
      imports.filter((imported) => isWrong(file, imported)).map((imported) => `${name(file)} → ${name(imported)}`),
    );

  it('has a floor for every room', () => {
    expect(files.length).to.be.above(50);
    expect(files.map(roomOf).filter((room) => floorOf(room) < 0)).to.deep.equal([]);
  });

  it('is built downwards: nothing imports from a floor above or from a neighbor, not even a type', () => {
    const leadsUp = (file: string, imported: string) =>
      roomOf(imported) !== roomOf(file) && floorOf(roomOf(imported)) <= floorOf(roomOf(file));
    expect(importsThat(leadsUp)).to.deep.equal([]);
  });

  it('has no circles: no two files need each other, not even for a type', () => {
    expect(findCircle(graph)?.map(name).join(' → ')).to.equal(undefined);
  });

  it('has an owner for every table, and no room writes another’s', () => {
    const WRITES = /\b(?:insertInto|updateTable|deleteFrom|replaceInto)\('(\w+)/g;
    const writes = files
      .filter((file) => !name(file).startsWith(path.join('catalog', 'migrations')))
      .flatMap((file) =>
        captures(readFileSync(file, 'utf8'), WRITES).map((table) => ({ table, room: roomOf(file), file })),
      );
    expect(new Set(writes.map(({ table }) => table))).to.deep.equal(new Set(Object.values(TABLES).flat()));
    const foreign = writes.filter(({ table, room }) => !TABLES[room]?.includes(table));
    expect(foreign.map(({ table, file }) => `${name(file)} writes ${table}`)).to.deep.equal([]);
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
