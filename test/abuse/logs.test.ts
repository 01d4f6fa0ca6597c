import { expect } from 'chai';
import { startApp, type TestApp } from '../support/app';
import { Browser } from '../support/browser';
import { crawl } from '../support/crawl';
import { BEA, cropFace, photoForm, samplePhoto } from '../support/photos';
import { answerFor, RogueProvider, signInAt } from '../support/rogue-provider';
import { signToken } from '../support/rogue-provider-tokens';

const EVE = { sub: 'sub-of-eve', name: 'Eve Unloggable', email: 'eve@example.org' };

describe('the log', () => {
  let provider: RogueProvider;
  let app: TestApp;
  before(async () => {
    provider = await RogueProvider.start();
    app = await startApp(provider.env); // its log has every level, and nothing is filtered out of it
    provider.person = EVE;
  });
  after(async () => {
    await app.close();
    await provider.stop();
  });

  /** The secrets of one sign-in, from the provider's side and the browser's. */
  async function signInNoting(): Promise<{ browser: Browser; secrets: string[] }> {
    const browser = new Browser(app.url);
    const answer = new URL(await answerFor(browser));
    const before = [...browser.cookies().values()];
    const [state = '', code = ''] = ['state', 'code'].map((name) => answer.searchParams.get(name) ?? '');
    await browser.get(answer.href);
    const asked = provider.last.get('/token')?.parameters;
    const token = provider.last.get('/userinfo')?.authorization.replace('Bearer ', '') ?? '';
    const sent = [state, code, asked?.get('code_verifier') ?? '', token, ...before, ...browser.cookies().values()];
    for (const secret of sent) expect(secret).to.have.length.above(10);
    return { browser, secrets: sent };
  }

  it('abuse 91: holds no token, code, cookie, secret, e-mail address or descriptor after everyday use', async () => {
    const { browser: eve, secrets } = await signInNoting();
    await eve.post('/images', photoForm([['eve@example.org.jpg', await cropFace(BEA)]], { name: 'bea@example.org' }));
    await eve.post('/images', photoForm([['eve@example.org.jpg', samplePhoto(1)]], { name: 'bea@example.org' }));
    await eve.post(
      '/images',
      photoForm([['eve@example.org.jpg', Buffer.from('no photo')]], { name: 'bea@example.org' }),
    );
    await eve.post('/recognition', photoForm([['eve@example.org.jpg', samplePhoto(1)]]));
    expect((await crawl(eve)).length).to.be.above(15);
    await eve.get('/?q=eve@example.org');
    await eve.get('/authorization-code/callback?code=secret-code&state=secret-state');
    await eve.post('/logout');
    await eve.get('/authorization-code/callback?code=secret-code&state=secret-state');

    const faces = [
      ...(await app.services.catalog.selectFrom('faces').select('descriptor').execute()),
      ...(await app.services.catalog.selectFrom('recognizedFaces').select('descriptor').execute()),
    ];
    expect(faces).to.have.length.above(3);
    const numbers = faces.flatMap(({ descriptor }) =>
      [...new Float32Array(new Uint8Array(descriptor).buffer)].map((each) => String(each).slice(0, 9)),
    );
    const encoded = faces.flatMap(({ descriptor }) =>
      ['hex', 'base64'].map((encoding) =>
        Buffer.from(descriptor)
          .toString(encoding as 'hex')
          .slice(0, 40),
      ),
    );
    const log = JSON.stringify(app.logged);
    expect(app.logged.length).to.be.above(30);
    const kept = [
      ...secrets,
      'secret-code',
      'secret-state',
      'eyJ',
      provider.env['CLIENT_SECRET'],
      EVE.name,
      EVE.sub,
      'example.org',
    ];
    for (const secret of [...kept, ...app.services.appSecrets, ...numbers, ...encoded])
      expect(log).not.to.contain(secret);
  });

  it('abuse 91: holds none of them when the provider answers with them in its errors', async () => {
    const token = signToken(provider.key, { email: EVE.email });
    for (const lies of [
      { tokenAnswer: { error: 'invalid_grant', error_description: `${EVE.email} ${token}` } },
      { answer: { code: undefined, error: 'invalid_request', error_description: `${EVE.email} ${token}` } },
      { userInfo: { sub: 'mallory', email: EVE.email } },
      { tokenAnswer: { access_token: `${EVE.email}’` } },
      { tokenAnswer: { access_token: `${EVE.email}\r\nX-Evil: y` } },
      { idToken: () => `${EVE.email}.b.c` },
      { idToken: () => `${Buffer.from(EVE.email).toString('base64url')}.b.c` },
      { claims: { aud: EVE.email, email: EVE.email } },
    ]) {
      provider.lies = lies;
      const browser = new Browser(app.url);
      expect((await browser.get(await answerFor(browser))).status).to.equal(401);
    }
    provider.lies = {};
    await signInAt(app.url);
    const log = JSON.stringify(app.logged);
    for (const secret of [EVE.email, 'eyJ', token]) expect(log).not.to.contain(secret);
  });
});
