import { expect } from 'chai';
import { createApp } from '../../src/app';
import { ALL_SCOPES } from '../../src/auth/keys/scopes';
import type { Gallery } from '../../src/gallery/galleries';
import { isAtLeast, type Role } from '../../src/gallery/memberships';
import { randomId } from '../../src/storage/names';
import { isForApi } from '../../src/web/responses/api-paths';
import { ApiClient } from '../support/api';
import type { TestApp } from '../support/app';
import { Browser } from '../support/browser';
import { valueAt } from '../support/elements';
import { everythingKept, withoutHistory } from '../support/kept';
import { makeGallery, personalGalleryOf, putInGroup, setRole, userId } from '../support/members';
import { addressesOfAll } from '../support/named-things';
import { ADA_IN_SAMPLE_1, cropFace } from '../support/photos';
import { expectRefusal, sentenceOf } from '../support/refusal';
import { addressOf, changes, nameOf, PUBLIC, type Route, routesOf } from '../support/routes';
import { setUpApp } from '../support/set-up-app';
import { NEEDED, NEEDED_BY_KEYS } from './needed-roles';

/** Who asks: everybody with a role in the gallery, somebody who has none, and somebody who hasn't signed in. */
const ASKING = { Ada: 'owner', Ed: 'editor', Vi: 'viewer', Mallory: undefined, visitor: undefined } as const;
type Who = keyof typeof ASKING;

/** Every field of every form, so that no request is refused because one is missing; none confirms a deletion. */
const FORM = { name: 'Mallory', face: '1', person: 'unknown', insist: 'yes', imageName: '', role: 'owner' };

/** There is no such page here: this gallery is a personal one, and the link is none. */
const WITHOUT_PAGE = new Set(['GET /gallery/delete', 'GET /invitations/:token']);

/** It names nothing that could be missing. */
const LEAVING = 'POST /members/actions/leave';

/** After these, whoever did it has no role or no session any more. */
const ENDING = new Set(['POST /members/actions/leave', 'POST /security/actions/end-all']);

/** What nobody without a role may ever be sent. */
const SECRETS = /Bea of Ada|Cleo/;

describe('every route of a gallery, for every role', () => {
  let app: TestApp;
  let gallery: Gallery;
  let base: string;
  const browsers = new Map<Who, Browser>();
  let routes: Route[];
  let addresses: Map<string, { own: string; unknown: string }>;
  const answers: Record<string, Partial<Record<Who, number>>> = {};

  setUpApp(['Ada', 'Ed', 'Vi', 'Mallory'], async (...started) => {
    const [, ada, ed, vi, mallory] = started;
    app = started[0];
    for (const [who, browser] of Object.entries({ Ada: ada, Ed: ed, Vi: vi, Mallory: mallory }))
      browsers.set(who as Who, browser);
    browsers.set('visitor', new Browser(app.url));
    const named = await addressesOfAll(app, ada);
    addresses = new Map(named.map(({ route, own, unknown }) => [nameOf(route), { own, unknown }]));
    gallery = await personalGalleryOf(app, 'Ada');
    await setRole(app, gallery, 'Ed', 'editor');
    await setRole(app, gallery, 'Vi', 'viewer');
    await putInGroup(app, FORM.name, 'Ada'); // owners give a role to groups of their own only
    base = `/g/${gallery.handle}`;
    routes = routesOf(createApp(app.services)).filter((each) => !isForApi(each) && !PUBLIC.has(nameOf(each)));
  });
  after(() => {
    console.table(answers);
  });

  const browserOf = (who: Who): Browser => browsers.get(who) ?? new Browser(app.url);
  const note = (who: Who, route: Route, status: number) => {
    answers[nameOf(route)] = { ...answers[nameOf(route)], [who]: status };
  };
  const ask = async (who: Who, route: Route, address: string) => {
    const browser = browserOf(who);
    const page = changes(route) ? await browser.post(base + address, FORM) : await browser.get(base + address);
    note(who, route, page.status);
    return page;
  };
  const known = (route: Route) => addresses.get(nameOf(route))?.own ?? addressOf(route);
  const unknown = (route: Route) => addresses.get(nameOf(route))?.unknown ?? addressOf(route);
  const needed = (route: Route): Role | null => NEEDED[nameOf(route)] ?? null;
  const isOpenTo = (who: Who, route: Route) => {
    const role = needed(route);
    return role !== null && isAtLeast(ASKING[who], role);
  };

  it('stands in the table of these tests with the role that it needs', () => {
    expect(Object.keys(NEEDED)).to.have.members(routes.map(nameOf));
  });

  it('abuse 232: tells somebody who is no member no more than that there is no such gallery, whatever they ask for', async () => {
    const before = await everythingKept(app);
    const nowhere = `/g/${randomId()}`;
    for (const route of routes) {
      const page = await ask('Mallory', route, known(route));
      expectRefusal(app, page, 404);
      expect(page.text, nameOf(route)).not.to.match(SECRETS);
      const browser = browserOf('Mallory');
      const none = changes(route)
        ? await browser.post(nowhere + known(route), FORM)
        : await browser.get(nowhere + known(route));
      expect([none.status, sentenceOf(none)], nameOf(route)).to.deep.equal([404, sentenceOf(page)]);
    }
    expect(await everythingKept(app)).to.deep.equal(before);
  });

  it('abuse 232: sends visitors to sign in, and changes nothing', async () => {
    const before = await everythingKept(app);
    for (const route of routes) {
      const page = await ask('visitor', route, known(route));
      // What is for administrators doesn't exist for anybody else.
      if (needed(route) === null && page.status === 404) continue;
      expect([page.status, new URL(page.location ?? '').pathname], nameOf(route)).to.deep.equal([303, `${base}/login`]);
    }
    expect(await everythingKept(app)).to.deep.equal(before);
  });

  it('abuse 233: refuses what somebody’s role is too weak for, with a sentence, and changes nothing', async () => {
    const before = await everythingKept(app);
    let refused = 0;
    for (const who of ['Ed', 'Vi'] as const) {
      for (const route of routes.filter((each) => !isOpenTo(who, each))) {
        const page = await ask(who, route, known(route));
        expectRefusal(app, page, needed(route) === null ? 404 : 403);
        refused += 1;
      }
    }
    expect(refused).to.be.above(40);
    expect(await everythingKept(app)).to.deep.equal(before);
  });

  it('shows members what their role lets them see', async () => {
    for (const who of ['Ada', 'Ed', 'Vi'] as const) {
      for (const route of routes.filter((each) => !changes(each) && isOpenTo(who, each))) {
        const page = await ask(who, route, known(route));
        if (WITHOUT_PAGE.has(nameOf(route))) continue;
        // A result is seen by who asked for it.
        const isOthers = who !== 'Ada' && route.path.startsWith('/recognition/');
        expect(page.status, `${nameOf(route)} for ${who}`).to.be.oneOf(isOthers ? [303, 404] : [200, 303]);
      }
    }
  });

  it('lets members change what their role lets them change: nothing but what they name is missing', async () => {
    for (const who of ['Vi', 'Ed', 'Ada'] as const) {
      for (const route of routes.filter((each) => changes(each) && isOpenTo(who, each) && !ENDING.has(nameOf(each)))) {
        if (nameOf(route) === LEAVING) continue; // they are needed below
        const page = await ask(who, route, unknown(route));
        expect(page.status, `${nameOf(route)} for ${who}: ${sentenceOf(page)}`).not.to.be.oneOf([401, 403, 500]);
      }
    }
  });

  it('abuse 234: takes no name or address of another gallery for its own', async () => {
    const club = await makeGallery(app, 'Mallory', 'Mallory’s club');
    const named = routes.filter((each) => addresses.has(nameOf(each)));
    expect(named.length).to.be.above(30);
    const mallory = browserOf('Mallory');
    const before = await everythingKept(app);
    for (const route of named) {
      const address = `/g/${club.handle}${known(route)}`;
      const page = changes(route) ? await mallory.post(address, FORM) : await mallory.get(address);
      expect(page.status, nameOf(route)).to.equal(404);
      expect(page.text, nameOf(route)).not.to.match(SECRETS);
    }
    expect(await everythingKept(app)).to.deep.equal(before);
  });

  it('abuse 233: gives a key no more than its maker’s role allows, on every call', async () => {
    const calls = routesOf(createApp(app.services)).filter(isForApi);
    expect(Object.keys(NEEDED_BY_KEYS)).to.have.members(calls.map(nameOf));
    for (const who of ['Ada', 'Ed', 'Vi'] as const) {
      const { key } = await app.services.apiKeys.make(gallery, await userId(app, who), {
        name: who,
        scopes: ALL_SCOPES,
        expiresAt: null,
      });
      const client = new ApiClient(app.url, key);
      const before = await everythingKept(app);
      for (const call of calls) {
        const isAllowed = isAtLeast(ASKING[who], valueAt(NEEDED_BY_KEYS, nameOf(call)) as Role);
        if (isAllowed && changes(call)) continue; // each has tests of its own
        const path = addressOf(call).replace('/api/v1', '');
        const { status } = await client.request(call.method, path);
        note(who, call, status);
        if (isAllowed) expect(status, `${nameOf(call)} for ${who}`).not.to.be.oneOf([401, 403, 500]);
        else expect(status, `${nameOf(call)} for ${who}`).to.equal(403);
      }
      // That a key was used, and that everything was exported, is noted.
      const lasting = (kept: Record<string, object[]>) => withoutHistory({ ...kept, apiKeys: [] });
      expect(lasting(await everythingKept(app))).to.deep.equal(lasting(before));
    }
  });

  it('abuse 235: refuses an upload whose sender loses the role while it arrives', async () => {
    const photo = await cropFace(ADA_IN_SAMPLE_1);
    const before = await everythingKept(app);
    const boundary = 'half-way';
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="name"\r\n\r\nLate\r\n--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="late.jpg"\r\nContent-Type: image/jpeg\r\n\r\n`;
    const ed = browserOf('Ed');
    const cookie = [...ed.cookies()].map(([name, value]) => `${name}=${value}`).join('; ');
    const body = new ReadableStream({
      async start(stream) {
        stream.enqueue(new TextEncoder().encode(head));
        stream.enqueue(new Uint8Array(photo.subarray(0, 1000)));
        await new Promise((resolve) => setTimeout(resolve, 300));
        await setRole(app, gallery, 'Ed', null);
        stream.enqueue(new Uint8Array(photo.subarray(1000)));
        stream.enqueue(new TextEncoder().encode(`\r\n--${boundary}--\r\n`));
        stream.close();
      },
    });
    const answer = await fetch(`${app.url}${base}/images`, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        Cookie: cookie,
        'Sec-Fetch-Site': 'same-origin',
        'Content-Type': `multipart/form-data; boundary=${boundary}`,
      },
      body,
      duplex: 'half',
    } as RequestInit);
    expect(answer.status).to.equal(404);
    await setRole(app, gallery, 'Ed', 'editor');
    expect({ ...(await everythingKept(app)), memberships: [] }).to.deep.equal({ ...before, memberships: [] });
  });
});
