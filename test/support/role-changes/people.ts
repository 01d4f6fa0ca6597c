import { expect } from 'chai';
import { ALL_SCOPES } from '../../../src/auth/keys/scopes';
import { isAtLeast, type Role } from '../../../src/gallery/memberships';
import { ApiClient } from '../api';
import { finishedImport } from '../imports';
import { userId } from '../members';
import { zipForm } from '../zips';
import { SECRET } from './club';
import { type Command, command, inTurn, type Person, type Real, roleOf } from './model';
import { openResults } from './results';
import { loseAll, setGiven, setInGroup } from './roles';

/** Expects that an answer is what a role gets, and that nobody else is shown a name or a face. */
function expectFor(
  role: Role | undefined,
  needed: Role,
  { status, bytes }: { status: number; bytes: Buffer },
  { photo }: Real,
): void {
  if (isAtLeast(role, needed)) expect(status).to.equal(200);
  else {
    expect(status).to.be.oneOf([401, 403, 404]);
    expect(bytes.toString()).not.to.include(SECRET);
    expect(bytes.equals(photo)).to.equal(false);
  }
}

export const openAll = (who: Person): Command =>
  command(`${who} opens every page`, async (model, real) => {
    for (const [address, needed] of real.pages) {
      const page = await real.browsers[who].get(`/g/${real.club.handle}${address}`);
      expectFor(roleOf(model, who), needed, page, real);
    }
  });

export const loseDuringRequests = (who: Person): Command =>
  command(`${who} loses everything while asking`, async (model, real) => {
    const { club, browsers, pages } = real;
    const before = roleOf(model, who);
    const ask = () => pages.map(([address]) => browsers[who].get(`/g/${club.handle}${address}`));
    const asked = ask();
    await loseAll(who).run(model, real);
    for (const page of await Promise.all(ask())) expectFor(undefined, 'viewer', page, real);
    // What was asked before may have been answered before.
    for (const [index, page] of (await Promise.all(asked)).entries())
      if (page.status !== 200 || !isAtLeast(before, pages[index]?.[1] ?? 'owner'))
        expectFor(undefined, 'viewer', page, real);
  });

export const askByKey = (who: Person): Command =>
  command(`${who}’s key asks`, async (model, real) => {
    const { app, club, keys, person } = real;
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
    ] as const)
      expectFor(roleOf(model, who), needed, await client.get(address), real);
  });

/** Somebody goes and is given a role again: what they had made before doesn't come back. */
export const comeBack = (who: Person, role: Role): Command =>
  inTurn(askByKey(who), setGiven(who, null), setGiven(who, role), askByKey(who), openResults(who));

export const rename = (who: Person): Command =>
  command(`${who} renames somebody`, async (model, { app, browsers, club, person }) => {
    const found = app.services.catalog.selectFrom('people').select('name').where('handle', '=', person);
    const { name: before } = await found.executeTakeFirstOrThrow();
    const name = before === SECRET ? `${SECRET}, renamed` : SECRET;
    const { status } = await browsers[who].post(`/g/${club.handle}/people/${person}/rename`, { name });
    const may = isAtLeast(roleOf(model, who), 'editor');
    expect(status).to.equal(may ? 303 : roleOf(model, who) ? 403 : 404);
    expect((await found.executeTakeFirstOrThrow()).name).to.equal(may ? name : before);
  });

/** @param left the role that is left to who answers */
export const answerOldDraft = (who: Person, left: 'viewer' | null): Command =>
  command(`${who} opens a draft, is given ${left}, and answers it`, async (model, real) => {
    const { app, club, browsers, draft, olga } = real;
    const address = `/g/${club.handle}/drafts/${draft}`;
    await setGiven(who, 'editor').run(model, real);
    expect((await browsers[who].get(address)).status).to.equal(200);
    await setInGroup(who, false).run(model, real);
    await setGiven(who, left).run(model, real);
    const photos = app.services.catalog.selectFrom('photos').select('imageName');
    const before = await photos.execute();
    const answer = { face: '1', insist: 'yes' };
    const refused = left ? 403 : 404;
    expect((await browsers[who].post(`${address}/choose`, answer)).status, 'an answer').to.equal(refused);
    expect((await browsers[who].post(`${address}/discard`)).status, 'discarding').to.equal(refused);
    expect((await olga.get(address)).status, 'the draft').to.equal(200);
    expect(await photos.execute()).to.deep.equal(before);
  });

/** An import that somebody has uploaded and others start: it adds as long as its uploader may. */
export const startOldImport = (who: Person): Command => ({
  check: (model) => isAtLeast(roleOf(model, who), 'editor'),
  toString: () => `${who} uploads a zip, loses or keeps the role, and Olga starts it`,
  run: async (model, real) => {
    const { app, club, browsers, olga, zip } = real;
    const base = `/g/${club.handle}`;
    const { location = '' } = await browsers[who].post(`${base}/account/imports`, zipForm(zip));
    const path = new URL(location, app.url).pathname;
    await setInGroup(who, false).run(model, real);
    const role = roleOf(model, who);
    const isEditor = isAtLeast(role, 'editor');
    expect((await browsers[who].post(`${path}/start`)).status).to.equal(isEditor ? 303 : role ? 403 : 404);
    if (!isEditor) await olga.post(`${path}/start`);
    const { text } = await finishedImport(olga, path);
    expect(text.includes('Whoever uploaded this zip can’t add')).to.equal(!isEditor);
    await olga.post(`${path}/delete`);
  },
});
