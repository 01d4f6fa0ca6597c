import { expect } from 'chai';
import fc from 'fast-check';
import { ALL_SCOPES } from '../../src/auth/keys/scopes';
import type { Gallery } from '../../src/gallery/galleries';
import { isAtLeast, ROLES, type Role, roleIn, strongestOf } from '../../src/gallery/memberships';
import { ApiClient } from '../support/api';
import type { TestApp } from '../support/app';
import type { Browser } from '../support/browser';
import { finishedImport } from '../support/imports';
import { linkTo } from '../support/invitations';
import { makeGallery, putInGroup, setRole, userId } from '../support/members';
import { ADA_IN_SAMPLE_1, BEA, cropFace, photoForm, samplePhoto } from '../support/photos';
import { setUpApp } from '../support/set-up-app';
import { zipForm, zipOf } from '../support/zips';

const PEOPLE = ['Ed', 'Vi'] as const;
type Person = (typeof PEOPLE)[number];

/** What each person may do, as it should be. */
interface Model {
  given: Record<Person, Role | null>;
  isInGroup: Record<Person, boolean>;
  groupRole: Role | null;
  /** The links that nobody's loss has ended. */
  links: Array<{ address: string; role: Role }>;
  hasKey: Record<Person, boolean>;
  results: Result[];
}

/** A result whose address everybody keeps. */
interface Result {
  address: string;
  maker: Person;
  isShared: boolean;
}

const roleOf = (
  { given, isInGroup, groupRole }: Pick<Model, 'given' | 'isInGroup' | 'groupRole'>,
  who: Person,
): Role | undefined => strongestOf([given[who] ?? [], isInGroup[who] ? (groupRole ?? []) : []].flat());

/** The app, a gallery in it, and those who come and go. */
interface Real {
  app: TestApp;
  club: Gallery;
  browsers: Record<Person, Browser>;
  olga: Browser;
  /** The key that each made last. */
  keys: Partial<Record<Person, ApiClient>>;
  /** Every link that was made, in this order. */
  links: string[];
  /** Addresses of what the gallery has, with the weakest role that may see each. */
  pages: ReadonlyArray<readonly [address: string, needed: Role]>;
  /** The photo, as its owner sees it. */
  photo: Buffer;
  person: string;
  /** What is recognized, and what is imported. */
  upload: Buffer;
  zip: Buffer;
  /** The address of every result that was made. */
  kept: string[];
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

/** Notes that results of those without a role are deleted, unless they are shared. */
function noteDeleted(model: Model): void {
  model.results = model.results.filter(({ isShared, maker }) => isShared || roleOf(model, maker));
}

/** Notes what is gone once somebody has less: links that give more than what is left to them, and the keys of those without a role. */
function noteLoss(model: Model, left?: Role | null): void {
  if (left !== undefined) model.links = model.links.filter(({ role: gives }) => isAtLeast(left ?? undefined, gives));
  for (const who of PEOPLE) if (!roleOf(model, who)) model.hasKey[who] = false;
}

const setGiven = (who: Person, role: Role | null): Command => ({
  check: always,
  toString: () => `${who} is given ${role}`,
  run: async (model, { app, club, olga, browsers, links }) => {
    const before = model.given[who];
    const action = `/g/${club.handle}/members/actions`;
    const id = await userId(app, who);
    if (before && role) {
      expect((await olga.post(`${action}/role/${id}`, { role })).status).to.equal(303);
      model.given[who] = role;
      if (!isAtLeast(role, before)) noteLoss(model, role);
    } else if (before) {
      expect((await olga.post(`${action}/remove/${id}`)).status).to.equal(303);
      model.given[who] = null;
      noteLoss(model, null);
      noteDeleted(model);
    } else if (role) {
      const address = await linkTo(olga, club, { role, uses: 'many' });
      links.push(address);
      model.links.push({ address, role });
      expect((await browsers[who].post(address)).status).to.equal(303);
      if (!isAtLeast(roleOf(model, who), role)) model.given[who] = role;
    }
  },
});

const useLinksAgain = (who: Person): Command => ({
  check: always,
  toString: () => `${who} uses every link again`,
  run: async (model, { app, club, browsers, links }) => {
    for (const address of links.slice(-10)) {
      const standing = model.links.find((each) => each.address === address);
      expect((await browsers[who].post(address)).status).to.equal(standing ? 303 : 404);
      if (standing && !isAtLeast(roleOf(model, who), standing.role)) model.given[who] = standing.role;
      expect(await roleIn(app.services.catalog, club.id, await userId(app, who))).to.equal(roleOf(model, who));
    }
  },
});

const setGroupRole = (role: Role | null): Command => ({
  check: always,
  toString: () => `the group is given ${role}`,
  run: async (model, { olga, club }) => {
    const before = model.groupRole;
    const form = { name: 'crew', ...(role && { role }) };
    const { status } = await olga.post(`/g/${club.handle}/members/actions/${role ? 'group' : 'remove-group'}`, form);
    expect(status).to.equal(before || role ? 303 : 404);
    model.groupRole = role;
    if (before && !isAtLeast(role ?? undefined, before)) noteLoss(model, role);
    if (before && !role) noteDeleted(model);
  },
});

const setInGroup = (who: Person, isIn: boolean): Command => ({
  check: always,
  toString: () => `${who} signs in ${isIn ? 'in' : 'outside'} the group`,
  run: async (model, { app: { services } }) => {
    const known = services.catalog.selectFrom('users').select(['issuer', 'subject']).where('displayName', '=', who);
    const { issuer, subject } = await known.executeTakeFirstOrThrow();
    await services.users.signIn(issuer, subject, { displayName: who, email: null, groups: isIn ? ['crew'] : [] });
    model.isInGroup[who] = isIn;
    noteLoss(model);
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
  run: async (model, { app, club, keys, person, photo }) => {
    if (roleOf(model, who) && !model.hasKey[who]) {
      const owned = { name: who, scopes: ALL_SCOPES, expiresAt: null };
      const { key } = await app.services.apiKeys.make(club, await userId(app, who), owned);
      if (keys[who]) expect((await keys[who].get('/people')).status, 'a key of a role that was lost').to.equal(401);
      keys[who] = new ApiClient(app.url, key);
      model.hasKey[who] = true;
    }
    const client = keys[who];
    if (!client) return;
    for (const [address, needed] of [
      ['/people', 'viewer'],
      [`/people/${person}/photos`, 'viewer'],
      ['/audit', 'owner'],
    ] as const) {
      const { status, bytes } = await client.get(address);
      expectFor(roleOf(model, who), needed, { status, bytes, text: bytes.toString() }, photo);
    }
  },
});

const RESULT_PARTS = ['', '/photo', '/photo?size=thumbnail', '/image', '/faces/1'];

const recognize = (who: Person): Command => ({
  check: always,
  toString: () => `${who} recognizes`,
  run: async (model, { app, browsers, club, upload, kept }) => {
    const { status, location } = await browsers[who].post(
      `/g/${club.handle}/recognition`,
      photoForm([['bea.jpg', upload]]),
    );
    expect(status).to.equal(roleOf(model, who) ? 303 : 404);
    if (!location) return;
    const address = new URL(location, app.url).pathname;
    kept.push(address);
    model.results.push({ address, maker: who, isShared: false });
  },
});

const share = (who: Person, isShared: boolean): Command => ({
  check: always,
  toString: () => `${who} ${isShared ? 'shares' : 'stops sharing'} every result`,
  run: async (model, { browsers, kept }) => {
    for (const address of kept) {
      const result = model.results.find((each) => each.address === address);
      const { status } = await browsers[who].post(`${address}/${isShared ? 'share' : 'stop-sharing'}`);
      const role = roleOf(model, who);
      if (!result || !role || (!result.isShared && result.maker !== who)) expect(status).to.equal(404);
      else if (result.maker === who || (!isShared && role === 'owner')) {
        expect(status).to.equal(303);
        result.isShared = isShared;
      } else expect(status).to.equal(403);
    }
  },
});

const openResults = (who: Person): Command => ({
  check: always,
  toString: () => `${who} opens every result by its address`,
  run: async (model, { app, club, browsers, kept, keys }) => {
    for (const address of kept) {
      const result = model.results.find((each) => each.address === address);
      const role = roleOf(model, who);
      const sees = Boolean(role && result && (result.isShared || result.maker === who));
      for (const part of RESULT_PARTS)
        expect((await browsers[who].get(address + part)).status, `${address}${part}`).to.equal(sees ? 200 : 404);
      const id = address.split('/').at(-1);
      const statuses = sees && model.hasKey[who] ? [200] : [401, 403, 404];
      expect((await keys[who]?.get(`/recognitions/${id}/photo`))?.status ?? statuses[0]).to.be.oneOf(statuses);
    }
    expect(await roleIn(app.services.catalog, club.id, await userId(app, who))).to.equal(roleOf(model, who));
  },
});

/** An import that somebody has uploaded and others start: it adds as long as its uploader may. */
const startOldImport = (who: Person): Command => ({
  check: ({ given, ...model }) => isAtLeast(roleOf({ given, ...model }, who), 'editor'),
  toString: () => `${who} uploads a zip, loses or keeps the role, and Olga starts it`,
  run: async (model, real) => {
    const { app, club, browsers, olga, zip } = real;
    const base = `/g/${club.handle}`;
    const { location = '' } = await browsers[who].post(`${base}/account/imports`, zipForm(zip));
    const path = new URL(location, app.url).pathname;
    await setInGroup(who, false).run(model, real);
    const isEditor = isAtLeast(roleOf(model, who), 'editor');
    expect((await browsers[who].post(`${path}/start`)).status).to.equal(
      isEditor ? 303 : roleOf(model, who) ? 403 : 404,
    );
    if (!isEditor) await olga.post(`${path}/start`);
    const { text } = await finishedImport(olga, path);
    expect(text.includes('Whoever uploaded this zip can’t add')).to.equal(!isEditor);
    await olga.post(`${path}/delete`);
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
  run: async (model, real) => {
    const { club, browsers, pages, photo } = real;
    const before = roleOf(model, who);
    const ask = () => pages.map(([address]) => browsers[who].get(`/g/${club.handle}${address}`));
    const asked = ask();
    await setInGroup(who, false).run(model, real);
    await setGiven(who, null).run(model, real);
    for (const page of await Promise.all(ask())) expectFor(undefined, 'viewer', page, photo);
    // What was asked before may have been answered before.
    for (const [index, page] of (await Promise.all(asked)).entries())
      if (page.status !== 200 || !isAtLeast(before, pages[index]?.[1] ?? 'owner'))
        expectFor(undefined, 'viewer', page, photo);
  },
});

/** Does several things at once, which would seldom follow each other by chance. */
const inTurn = (...steps: readonly Command[]): Command => ({
  check: always,
  toString: () => steps.join(', then '),
  run: async (model, real) => {
    for (const step of steps) if (await step.check(model)) await step.run(model, real);
  },
});

const comeBack = (who: Person, role: Role): Command =>
  inTurn(askByKey(who), setGiven(who, null), setGiven(who, role), askByKey(who), openResults(who));

const tryToShare = (maker: Person, other: Person): Command =>
  inTurn(recognize(maker), share(maker, true), share(other, true), share(other, false), openResults(other));

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
    await putInGroup(app, 'crew', 'Olga');
    await olga.post(`${base}/images`, photoForm([['party.jpg', samplePhoto(2)]], { name: SECRET }));
    const { id: draft } = await app.services.catalog.selectFrom('drafts').select('id').executeTakeFirstOrThrow();
    const upload = await cropFace(ADA_IN_SAMPLE_1);
    const zip = zipOf([{ name: 'Ada/1.jpg', bytes: upload }]);
    const waiting = await olga.post(`${base}/account/imports`, zipForm(zip));
    const imported = new URL(waiting.location ?? '', app.url).pathname.slice(base.length);
    real = {
      ...{ app, club, photo, person: handle, upload, zip, kept: [] },
      browsers: { Ed: ed, Vi: vi },
      ...{ olga, keys: {}, links: [] },
      pages: [
        ['/', 'viewer'],
        [`/people/${handle}`, 'viewer'],
        [`/images/${imageName}`, 'viewer'],
        [`/images/${imageName}?size=thumbnail`, 'viewer'],
        ['/members', 'viewer'],
        ['/drafts', 'editor'],
        [`/drafts/${draft}`, 'editor'],
        [`/drafts/${draft}/photo`, 'editor'],
        [`/drafts/${draft}/faces/1`, 'editor'],
        [imported, 'editor'],
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
      person.map(useLinksAgain),
      person.map(openAll),
      person.map(askByKey),
      person.map(recognize),
      fc.tuple(person, fc.boolean()).map(([who, isShared]) => share(who, isShared)),
      person.map(openResults),
      person.map(startOldImport),
      fc.tuple(person, fc.constantFrom(...ROLES)).map(([who, given]) => comeBack(who, given)),
      fc.constantFrom(tryToShare('Ed', 'Vi'), tryToShare('Vi', 'Ed')),
      person.map(rename),
      person.map(loseDuringRequests),
    ];
    let shown = 0;
    await fc.assert(
      fc.asyncProperty(fc.commands(commands, { maxCommands: 40, size: 'max' }), async (sequence) => {
        const model: Model = {
          given: { Ed: null, Vi: null },
          isInGroup: { Ed: false, Vi: false },
          groupRole: null,
          links: [],
          hasKey: { Ed: false, Vi: false },
          results: [],
        };
        const { catalog } = real.app.services;
        for (const table of ['galleryGroups', 'invitations', 'apiKeys', 'recognitions'] as const)
          await catalog.deleteFrom(table).execute();
        for (const who of PEOPLE) {
          await setRole(real.app, real.club, who, null);
          await setInGroup(who, false).run(model, real);
        }
        real.keys = {};
        real.links = [];
        real.kept = [];
        await fc.asyncModelRun(() => ({ model, real }), sequence);
        if (PEOPLE.some((who) => roleOf(model, who))) shown += 1;
      }),
      { numRuns: 60 },
    );
    expect(shown, 'sequences that end with a member').to.be.above(5);
  });
});
