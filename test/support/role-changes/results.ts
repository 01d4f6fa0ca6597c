import { expect } from 'chai';
import { photoForm } from '../photos';
import { type Command, command, inTurn, noteDeleted, type Person, roleOf } from './model';
import { expectRole, loseAll, setGiven } from './roles';

const PARTS = ['', '/photo', '/photo?size=thumbnail', '/image', '/faces/1'];

export const recognize = (who: Person): Command =>
  command(`${who} recognizes`, async (model, { app, browsers, club, upload, kept }) => {
    const form = photoForm([['ada.jpg', upload]]);
    const { status, location } = await browsers[who].post(`/g/${club.handle}/recognition`, form);
    expect(status).to.equal(roleOf(model, who) ? 303 : 404);
    if (!location) return;
    const address = new URL(location, app.url).pathname;
    kept.push(address);
    model.results.push({ address, maker: who, isShared: false });
  });

/** Whatever comes first, nothing of theirs is left: a result would come back with its maker. */
export const loseDuringRecognition = (who: Person): Command =>
  command(`${who} loses everything while recognizing`, async (model, real) => {
    const { app, browsers, club, upload } = real;
    await setGiven(who, 'viewer').run(model, real);
    const asked = browsers[who].post(`/g/${club.handle}/recognition`, photoForm([['ada.jpg', upload]]));
    await loseAll(who).run(model, real);
    expect((await asked).status).to.be.oneOf([303, 404]);
    noteDeleted(model);
    const left = app.services.catalog.selectFrom('recognitions').select('id').where('galleryId', '=', club.id);
    expect((await left.execute()).length, 'results').to.equal(model.results.length);
  });

export const share = (who: Person, isShared: boolean): Command =>
  command(`${who} ${isShared ? 'shares' : 'stops sharing'} every result`, async (model, { browsers, kept }) => {
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
  });

/** Whoever may not see a result asks for all of it; who may, for its page and, as drawing takes long, for one other part. */
export const openResults = (who: Person): Command =>
  command(`${who} opens every result by its address`, async (model, real) => {
    const { browsers, kept, keys } = real;
    for (const [index, address] of kept.entries()) {
      const result = model.results.find((each) => each.address === address);
      const sees = Boolean(roleOf(model, who) && result && (result.isShared || result.maker === who));
      for (const part of sees ? ['', PARTS[index % PARTS.length]] : PARTS)
        expect((await browsers[who].get(`${address}${part}`)).status, `${address}${part}`).to.equal(sees ? 200 : 404);
      const id = address.split('/').at(-1);
      const statuses = sees && model.hasKey[who] ? [200] : [401, 403, 404];
      expect((await keys[who]?.get(`/recognitions/${id}/photo`))?.status ?? statuses[0]).to.be.oneOf(statuses);
    }
    await expectRole(model, real, who);
  });

export const tryToShare = (maker: Person, other: Person): Command =>
  inTurn(recognize(maker), share(maker, true), share(other, true), share(other, false), openResults(other));
