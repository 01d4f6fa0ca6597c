import { expect } from 'chai';
import fc from 'fast-check';
import { ALL_SCOPES } from '../../src/auth/keys/scopes';
import type { Gallery } from '../../src/gallery/galleries';
import { isAtLeast, noteAccessLost, ROLES, type Role, strongestOf } from '../../src/gallery/memberships';
import { ApiClient } from '../support/api';
import type { TestApp } from '../support/app';
import type { Browser } from '../support/browser';
import { makeGallery, setRole, userId } from '../support/members';
import { BEA, cropFace, photoForm } from '../support/photos';
import { setUpApp } from '../support/set-up-app';

const PEOPLE = ['Ed', 'Vi'] as const;
type Person = (typeof PEOPLE)[number];

/** What each person may do, as it should be. */
interface Model {
  given: Record<Person, Role | null>;
  isInGroup: Record<Person, boolean>;
  groupRole: Role | null;
}

const roleOf = ({ given, isInGroup, groupRole }: Model, who: Person): Role | undefined =>
  strongestOf([given[who] ?? [], isInGroup[who] ? (groupRole ?? []) : []].flat());

/** The app, a gallery in it, and those who come and go. */
interface Real {
  app: TestApp;
  club: Gallery;
  browsers: Record<Person, Browser>;
  keys: Record<Person, ApiClient>;
  /** Addresses of what the gallery has, with the weakest role that may see each. */
  pages: ReadonlyArray<readonly [address: string, needed: Role]>;
  /** The photo, as its owner sees it. */
  photo: Buffer;
  person: string;
}

type Command = fc.AsyncCommand<Model, Real>;

const SECRET = 'Bea of the club';

/** Expects that an answer is what a role gets, and that nobody else is shown a name or a face. */
function expectFor(
  role: Role | undefined,
  needed: Role,
  { status, bytes, text }: { status: number; bytes: Buffer; text: string },
  photo: Buffer,
): void {
  if (isAtLeast(role, needed)) expect(status).to.equal(200);
  else {
    expect(status).to.be.oneOf([401, 403, 404]);
    expect(text).not.to.include(SECRET);
    expect(bytes.equals(photo)).to.equal(false);
  }
}

const always = () => true;

const setGiven = (who: Person, role: Role | null): Command => ({
  check: always,
  toString: () => `${who} is given ${role}`,
  run: async (model, { app, club }) => {
    model.given[who] = role;
    await setRole(app, club, who, role);
  },
});

const setGroupRole = (role: Role | null): Command => ({
  check: always,
  toString: () => `the group is given ${role}`,
  run: async (model, { app: { services }, club }) => {
    model.groupRole = role;
    const { catalog } = services;
    await catalog.deleteFrom('galleryGroups').where('galleryId', '=', club.id).execute();
    if (role)
      await catalog.insertInto('galleryGroups').values({ galleryId: club.id, groupName: 'crew', role }).execute();
    noteAccessLost();
  },
});

const setInGroup = (who: Person, isIn: boolean): Command => ({
  check: always,
  toString: () => `${who} ${isIn ? 'is in' : 'leaves'} the group`,
  run: async (model, { app }) => {
    model.isInGroup[who] = isIn;
    const { catalog } = app.services;
    const user = await userId(app, who);
    await catalog.deleteFrom('userGroups').where('userId', '=', user).execute();
    if (isIn) await catalog.insertInto('userGroups').values({ userId: user, groupName: 'crew' }).execute();
    noteAccessLost();
  },
});

const openAll = (who: Person): Command => ({
  check: always,
  toString: () => `${who} opens every page`,
  run: async (model, { browsers, pages, photo, club }) => {
    for (const [address, needed] of pages) {
      const page = await browsers[who].get(`/g/${club.handle}${address}`);
      expectFor(roleOf(model, who), needed, page, photo);
    }
  },
});

const askByKey = (who: Person): Command => ({
  check: always,
  toString: () => `${who}’s key asks`,
  run: async (model, { keys, person, photo }) => {
    for (const [address, needed] of [
      ['/people', 'viewer'],
      [`/people/${person}/photos`, 'viewer'],
      ['/audit', 'owner'],
    ] as const) {
      const { status, bytes } = await keys[who].get(address);
      expectFor(roleOf(model, who), needed, { status, bytes, text: bytes.toString() }, photo);
    }
  },
});

const rename = (who: Person): Command => ({
  check: always,
  toString: () => `${who} renames somebody`,
  run: async (model, { app, browsers, club, person }) => {
    const nameNow = async () =>
      (
        await app.services.catalog
          .selectFrom('people')
          .select('name')
          .where('handle', '=', person)
          .executeTakeFirstOrThrow()
      ).name;
    const before = await nameNow();
    const name = before === SECRET ? `${SECRET}, renamed` : SECRET;
    const { status } = await browsers[who].post(`/g/${club.handle}/people/${person}/rename`, { name });
    const may = isAtLeast(roleOf(model, who), 'editor');
    expect(status).to.equal(may ? 303 : roleOf(model, who) ? 403 : 404);
    expect(await nameNow()).to.equal(may ? name : before);
  },
});

const loseDuringRequests = (who: Person): Command => ({
  check: always,
  toString: () => `${who} loses everything while asking`,
  run: async (model, { app, club, browsers, pages, photo }) => {
    const before = roleOf(model, who);
    const ask = () => pages.map(([address]) => browsers[who].get(`/g/${club.handle}${address}`));
    const asked = ask();
    model.given[who] = null;
    model.isInGroup[who] = false;
    await app.services.catalog
      .deleteFrom('userGroups')
      .where('userId', '=', await userId(app, who))
      .execute();
    await setRole(app, club, who, null);
    for (const page of await Promise.all(ask())) expectFor(undefined, 'viewer', page, photo);
    // What was asked before may have been answered before.
    for (const [index, page] of (await Promise.all(asked)).entries())
      if (page.status !== 200 || !isAtLeast(before, pages[index]?.[1] ?? 'owner'))
        expectFor(undefined, 'viewer', page, photo);
  },
});

const person = fc.constantFrom(...PEOPLE);
const role = fc.constantFrom(null, ...ROLES);

describe('roles that change while their holders go on', () => {
  let real: Real;
  setUpApp(['Olga', ...PEOPLE], async (app, olga, ed, vi) => {
    const club = await makeGallery(app, 'Olga', 'Club');
    const base = `/g/${club.handle}`;
    await olga.post(`${base}/images`, photoForm([['bea.jpg', await cropFace(BEA)]], { name: SECRET }));
    const { handle } = await app.services.catalog.selectFrom('people').select('handle').executeTakeFirstOrThrow();
    const { imageName } = await app.services.catalog.selectFrom('photos').select('imageName').executeTakeFirstOrThrow();
    const { bytes: photo } = await olga.get(`${base}/images/${imageName}`);
    expect(photo.length).to.be.above(1000);
    const keyOf = async (who: Person) => {
      await setRole(app, club, who, 'viewer'); // who is none makes no key
      const owned = { name: who, scopes: ALL_SCOPES, expiresAt: null };
      return new ApiClient(app.url, (await app.services.apiKeys.make(club, await userId(app, who), owned)).key);
    };
    real = {
      ...{ app, club, photo, person: handle },
      browsers: { Ed: ed, Vi: vi },
      keys: { Ed: await keyOf('Ed'), Vi: await keyOf('Vi') },
      pages: [
        ['/', 'viewer'],
        [`/people/${handle}`, 'viewer'],
        [`/images/${imageName}`, 'viewer'],
        ['/drafts', 'editor'],
        ['/audit', 'owner'],
        ['/account/export', 'owner'],
      ],
    };
  });

  it('abuse 235: never show a face or a name to somebody who has lost the right, in whatever order things happen', async () => {
    const commands = [
      fc.tuple(person, role).map(([who, given]) => setGiven(who, given)),
      role.map(setGroupRole),
      fc.tuple(person, fc.boolean()).map(([who, isIn]) => setInGroup(who, isIn)),
      person.map(openAll),
      person.map(askByKey),
      person.map(rename),
      person.map(loseDuringRequests),
    ];
    let shown = 0;
    await fc.assert(
      fc.asyncProperty(fc.commands(commands, { maxCommands: 25 }), async (sequence) => {
        for (const who of PEOPLE) {
          await setInGroup(who, false).run({ given: {}, isInGroup: {}, groupRole: null } as never, real);
          await setRole(real.app, real.club, who, null);
        }
        await real.app.services.catalog.deleteFrom('galleryGroups').execute();
        const model: Model = {
          given: { Ed: null, Vi: null },
          isInGroup: { Ed: false, Vi: false },
          groupRole: null,
        };
        await fc.asyncModelRun(() => ({ model, real }), sequence);
        if (PEOPLE.some((who) => roleOf(model, who))) shown += 1;
      }),
      { numRuns: 40 },
    );
    expect(shown, 'sequences that end with a member').to.be.above(5);
  });
});
