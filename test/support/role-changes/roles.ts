import { expect } from 'chai';
import { isAtLeast, type Role, roleIn } from '../../../src/gallery/memberships';
import { linkTo } from '../invitations';
import { userId } from '../members';
import {
  type Command,
  command,
  type Model,
  noteDeleted,
  noteJoined,
  noteLoss,
  PEOPLE,
  type Person,
  type Real,
  roleOf,
} from './model';

/** Expects that the app gives somebody the role that they should have. */
export async function expectRole(model: Model, { app, club }: Real, who: Person): Promise<void> {
  const role = await roleIn(app.services.catalog, club.id, await userId(app, who));
  expect(role, `the role of ${who}`).to.equal(roleOf(model, who));
}

/** An owner gives somebody a role, by a link at first, or takes it away. */
export const setGiven = (who: Person, role: Role | null): Command =>
  command(`${who} is given ${role}`, async (model, real) => {
    const { app, club, olga, browsers, links } = real;
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
      noteJoined(model, who, role);
    }
    await expectRole(model, real, who);
  });

export const useLinksAgain = (who: Person): Command =>
  command(`${who} uses every link again`, async (model, real) => {
    for (const address of real.links.slice(-10)) {
      const standing = model.links.find((each) => each.address === address);
      expect((await real.browsers[who].post(address)).status, 'a link').to.equal(standing ? 303 : 404);
      if (standing) noteJoined(model, who, standing.role);
      await expectRole(model, real, who);
    }
  });

export const useOnceTwice = (role: Role): Command =>
  command(`both use a link of one use at once, which makes a ${role}`, async (model, real) => {
    const { app, club, olga, browsers } = real;
    for (const who of PEOPLE) await loseAll(who).run(model, real);
    const address = await linkTo(olga, club, { role, uses: 'one' });
    // It asks the service, as the second page would mostly look for the link when the first is done.
    const token = address.slice(address.lastIndexOf('/') + 1);
    const ids = [await userId(app, 'Ed'), await userId(app, 'Vi')];
    const answers = await Promise.allSettled(ids.map((id) => app.services.joining.joinBy(token, id)));
    expect(answers.map(({ status }) => status).sort()).to.deep.equal(['fulfilled', 'rejected']);
    for (const [index, who] of PEOPLE.entries()) {
      if (answers[index]?.status === 'fulfilled') noteJoined(model, who, role);
      await expectRole(model, real, who);
      // Whoever has used it is led to the gallery by it.
      expect((await browsers[who].post(address)).status, 'the link again').to.equal(roleOf(model, who) ? 303 : 404);
      await expectRole(model, real, who);
    }
  });

export const setGroupRole = (role: Role | null): Command =>
  command(`the group is given ${role}`, async (model, { olga, club }) => {
    const before = model.groupRole;
    const form = { name: 'crew', ...(role && { role }) };
    const { status } = await olga.post(`/g/${club.handle}/members/actions/${role ? 'group' : 'remove-group'}`, form);
    expect(status).to.equal(before || role ? 303 : 404);
    model.groupRole = role;
    if (before && !isAtLeast(role ?? undefined, before)) noteLoss(model, role);
    if (before && !role) noteDeleted(model);
  });

export const setInGroup = (who: Person, isIn: boolean): Command =>
  command(`${who} signs in ${isIn ? 'in' : 'outside'} the group`, async (model, { app: { services } }) => {
    const known = services.catalog.selectFrom('users').select(['issuer', 'subject']).where('displayName', '=', who);
    const { issuer, subject } = await known.executeTakeFirstOrThrow();
    await services.users.signIn(issuer, subject, { displayName: who, email: null, groups: isIn ? ['crew'] : [] });
    model.isInGroup[who] = isIn;
    noteLoss(model);
  });

/** Takes the group and what was given from somebody. */
export const loseAll = (who: Person): Command =>
  command(`${who} loses everything`, async (model, real) => {
    await setInGroup(who, false).run(model, real);
    await setGiven(who, null).run(model, real);
  });

export const leave = (who: Person): Command =>
  command(`${who} leaves`, async (model, real) => {
    const { status } = await real.browsers[who].post(`/g/${real.club.handle}/members/actions/leave`);
    expect(status).to.equal(roleOf(model, who) ? 303 : 404);
    if (status === 303) noteLeft(model, who);
    await expectRole(model, real, who);
  });

/** Notes that somebody has left: no group of theirs counts before they come back. */
export function noteLeft(model: Model, who: Person): void {
  model.given[who] = null;
  model.hasLeft[who] = true;
  noteLoss(model);
  noteDeleted(model);
}

export const returnByGroup = (who: Person): Command =>
  command(`${who} returns by the group`, async (model, real) => {
    const { status } = await real.browsers[who].post(`/galleries/actions/return/${real.club.handle}`);
    const may = model.hasLeft[who] && model.isInGroup[who] && model.groupRole;
    expect(status).to.equal(may ? 303 : 404);
    if (may) model.hasLeft[who] = false;
    await expectRole(model, real, who);
  });
