import { expect } from 'chai';
import { ALL_SCOPES, scopesOf } from '../../../src/auth/keys/scopes';
import type { Gallery } from '../../../src/gallery/galleries';
import { ROLES } from '../../../src/gallery/memberships';
import { ApiClient } from '../../support/api';
import { startApp, type TestApp } from '../../support/app';
import { signIn } from '../../support/browser';
import { makeGallery, setRole, userId } from '../../support/members';

describe('a key of a shared gallery', () => {
  let app: TestApp;
  let club: Gallery;
  let key: ApiClient;
  beforeEach(async () => {
    app = await startApp();
    for (const name of ['Alan', 'Grace']) await signIn(app.url, name);
    club = await makeGallery(app, 'Alan', 'Club', { Grace: 'owner' });
    const made = await app.services.apiKeys.make(club, await userId(app, 'Grace'), {
      name: 'test',
      scopes: ALL_SCOPES,
      expiresAt: null,
    });
    key = new ApiClient(app.url, made.key);
  });
  afterEach(() => app.close());

  it('may do what its maker’s role allows, however it was made, and as soon as that changes', async () => {
    const allowed = [];
    for (const role of ROLES) {
      await setRole(app, club, 'Grace', role);
      allowed.push([
        (await key.get('/people')).status,
        (await key.post('/people', { json: { name: `By ${role}` } })).status,
        (await key.get('/audit')).status,
      ]);
    }
    expect(allowed).to.deep.equal([
      [200, 403, 403],
      [200, 201, 403],
      [200, 201, 200],
    ]);
  });

  it('opens nothing once its maker is no member any more', async () => {
    await setRole(app, club, 'Grace', null);
    expect((await key.get('/people')).status).to.equal(401);
  });

  it('changes nothing when its maker loses the role while the body is on its way', async () => {
    const body = new ReadableStream({
      async start(stream) {
        stream.enqueue(new TextEncoder().encode('{"name":'));
        await new Promise((resolve) => setTimeout(resolve, 300));
        await setRole(app, club, 'Grace', 'viewer');
        stream.enqueue(new TextEncoder().encode('"Ada"}'));
        stream.close();
      },
    });
    const answer = await fetch(`${app.url}/api/v1/people`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${key.key}`, 'Content-Type': 'application/json' },
      body,
      duplex: 'half',
    } as RequestInit);
    expect([answer.status, ((await answer.json()) as { id: string }).id]).to.deep.equal([403, 'role_changed']);
    expect((await key.get('/people')).json.items).to.deep.equal([]);
  });

  it('has fewer scopes with a weaker role, and all with the strongest', () => {
    for (const [index, role] of ROLES.entries()) {
      const weaker = ROLES[index - 1];
      if (weaker) expect(scopesOf(role)).to.include.members([...scopesOf(weaker)]);
    }
    expect(scopesOf('owner')).to.deep.equal(ALL_SCOPES);
  });
});
