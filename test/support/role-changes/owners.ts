import { expect } from 'chai';
import type { Role } from '../../../src/gallery/memberships';
import type { Browser } from '../browser';
import { setRole, userId } from '../members';
import { type Command, command, type Model, noteDeleted, noteLoss, type Person, type Real } from './model';
import { expectRole, noteLeft, setGiven, setGroupRole } from './roles';

/** Makes somebody an owner beside Olga, who is in the group, too: it gives her nothing from now on. */
async function ownTogether(who: Person, model: Model, real: Real): Promise<void> {
  await setGroupRole(null).run(model, real);
  await setGiven(who, 'owner').run(model, real);
}

/** Has an owner give another member a role. @returns the answer's status */
async function give({ app, club }: Real, by: Browser, whom: string, role: Role): Promise<number> {
  const { status } = await by.post(`/g/${club.handle}/members/actions/role/${await userId(app, whom)}`, { role });
  return status;
}

/** Notes that Olga isn't an owner for a while: her links end, as only an owner may invite. */
function noteLinksEnded(model: Model): void {
  model.links = [];
  noteLoss(model);
}

/** Another owner takes the gallery over, and gives it back: in between Olga is a viewer. */
export const handOver = (who: Person): Command =>
  command(`Olga hands the gallery over to ${who}, and gets it back`, async (model, real) => {
    const { club, olga, browsers } = real;
    await ownTogether(who, model, real);
    expect(await give(real, browsers[who], 'Olga', 'viewer')).to.equal(303);
    noteLinksEnded(model);
    expect((await olga.get(`/g/${club.handle}/audit`)).status, 'the log of a former owner').to.equal(403);
    expect(await give(real, olga, who, 'viewer'), 'a former owner').to.equal(403);
    await expectRole(model, real, who);
    expect(await give(real, browsers[who], 'Olga', 'owner')).to.equal(303);
  });

/**
 * Whoever comes first is heard: the other one isn’t an owner any more then. It asks the service, as pages ask for the role themselves before, and
 * the second page would mostly do so when the first is done.
 */
export const demoteEachOther = (who: Person, isOlgaFirst: boolean): Command =>
  command(
    `Olga and ${who} make each other a viewer at once, ${isOlgaFirst ? 'Olga' : who} first`,
    async (model, real) => {
      const { app, club, browsers } = real;
      await ownTogether(who, model, real);
      const [olgaId, id] = [await userId(app, 'Olga'), await userId(app, who)];
      const deeds = [
        { galleryId: club.id, byUser: olgaId, userId: id },
        { galleryId: club.id, byUser: id, userId: olgaId },
      ];
      if (!isOlgaFirst) deeds.reverse();
      const [first, second] = await Promise.allSettled(
        deeds.map((deed) => app.services.members.setRole(deed, 'viewer')),
      );
      expect([first?.status, second?.status]).to.deep.equal(['fulfilled', 'rejected']);
      expect(second).to.have.nested.property('reason.id', 'role_too_weak');
      if (isOlgaFirst) {
        model.given[who] = 'viewer';
        noteLoss(model, 'viewer');
      } else {
        noteLinksEnded(model);
        expect(await give(real, browsers[who], 'Olga', 'owner')).to.equal(303);
      }
      await expectRole(model, real, who);
    },
  );

/** Only one of two owners may go: whoever comes first. It asks the service, for the same reason. */
export const leaveAtOnce = (who: Person, other: Person, isOlgaFirst: boolean): Command =>
  command(
    `Olga and ${who}, the only owners, leave at once, ${isOlgaFirst ? 'Olga' : who} first`,
    async (model, real) => {
      const { app, club } = real;
      await setGiven(other, null).run(model, real);
      await ownTogether(who, model, real);
      const leaving = [await userId(app, 'Olga'), await userId(app, who)];
      if (!isOlgaFirst) leaving.reverse();
      const [first, second] = await Promise.allSettled(leaving.map((id) => app.services.members.leave(club.id, id)));
      expect([first?.status, second?.status]).to.deep.equal(['fulfilled', 'rejected']);
      expect(second).to.have.nested.property('reason.id', 'last_owner');
      if (isOlgaFirst) {
        noteLinksEnded(model);
        noteDeleted(model);
        await setRole(app, club, 'Olga', 'owner');
      } else noteLeft(model, who);
      await expectRole(model, real, who);
    },
  );
