import { expect } from 'chai';
import pino from 'pino';
import { Provider } from '../../src/auth/provider';
import { readConfig } from '../../src/config';
import { StartError } from '../../src/start-error';
import { startApp } from '../support/app';
import { rejection } from '../support/rejection';
import { DISCOVERY, RogueProvider, signInAt } from '../support/rogue-provider';

const ASKED = { parameters: new URLSearchParams(), authorization: '' };
const log = pino({ level: 'silent' });
const start = (env: Record<string, string>) =>
  Provider.start(readConfig({ CLIENT_ID: 'faces', CLIENT_SECRET: 'secret', ...env }), log);

/** A provider that is gone: nothing answers at its address. */
async function goneProvider(): Promise<RogueProvider> {
  const provider = await RogueProvider.start();
  await provider.stop();
  return provider;
}

describe('Provider', () => {
  it('builds the sign-out address at the provider', async () => {
    const provider = await RogueProvider.start();
    const app = await startApp(provider.env);
    try {
      const eve = await signInAt(app.url);
      const { origin, pathname, searchParams } = new URL((await eve.post('/logout')).location ?? '');
      expect(origin + pathname).to.equal(`${provider.issuer}/bye`);
      expect(searchParams.get('id_token_hint')).to.match(/^eyJ/);
      expect(searchParams.get('post_logout_redirect_uri')).to.equal(`${app.url}/logout/callback`);
      expect(searchParams.get('client_id')).to.equal('faces');
      expect(searchParams.get('state')).to.have.length.above(15);
    } finally {
      await app.close();
      await provider.stop();
    }
  });

  it('signs out only here when the provider has no sign-out, and has it ask who it is once', async () => {
    const provider = await RogueProvider.start();
    provider.lies = { metadata: { end_session_endpoint: undefined } };
    const app = await startApp(provider.env);
    try {
      const eve = await signInAt(app.url);
      expect((await eve.post('/logout')).location).to.equal(`${app.url}/logout/callback`);
      const prompts = [];
      for (let times = 0; times < 2; times += 1)
        prompts.push(new URL((await eve.get('/login')).location ?? '').searchParams.get('prompt'));
      expect(prompts).to.deep.equal(['login', null]);
    } finally {
      await app.close();
      await provider.stop();
    }
  });

  for (const [from, to] of [
    ['', '/g/k3x'],
    ['/g/k3x', ''],
  ] as const)
    it(`has it ask, too, when the sign-out was at /faces${from}, and the sign-in is at /faces${to}`, async () => {
      const provider = await RogueProvider.start();
      provider.lies = { metadata: { end_session_endpoint: undefined } };
      const app = await startApp(provider.env, { basePath: '/faces' });
      try {
        const eve = await signInAt(app.url);
        const out = await eve.post(`/faces${from}/logout`);
        for (const cookie of out.headers.getSetCookie()) expect(cookie).to.match(/; path=\/faces;/);
        const login = await eve.get(`/faces${to}/login`);
        expect(new URL(login.location ?? '').searchParams.get('prompt')).to.equal('login');
      } finally {
        await app.close();
        await provider.stop();
      }
    });

  it('signs out at the provider when an account was deleted, and says then that it is', async () => {
    const provider = await RogueProvider.start();
    const app = await startApp(provider.env);
    try {
      const eve = await signInAt(app.url);
      const answer = await eve.post('/account/delete', { confirm: 'yes' });
      expect(answer.location).to.contain(`${provider.issuer}/bye?id_token_hint=`);
      const page = await eve.follow(answer);
      expect(page.url).to.equal(`${app.url}/account/deleted`);
      expect(page.text).to.contain('Your account has been deleted');
    } finally {
      await app.close();
      await provider.stop();
    }
  });

  it('recovers after a 500, and asks once for all who ask at the same time', async () => {
    const provider = await RogueProvider.start();
    const discovery = '/.well-known/openid-configuration';
    provider.lies = { status: { [discovery]: 500 } };
    try {
      const found = await start({ OIDC_ISSUER: provider.issuer });
      provider.lies = {};
      const [one, other] = await Promise.all([found.configuration(), found.configuration()]);
      expect(one).to.equal(other);
      expect(provider.asked).to.deep.equal([discovery, discovery]);
    } finally {
      await provider.stop();
    }
  });

  it('refuses a provider that lacks what sign-in needs, and names it', async () => {
    const provider = await RogueProvider.start();
    provider.lies = { metadata: { token_endpoint: undefined, jwks_uri: undefined } };
    try {
      expect((await rejection(start({ OIDC_ISSUER: provider.issuer }))).message).to.contain(
        'it lacks token_endpoint, jwks_uri',
      );
    } finally {
      await provider.stop();
    }
  });

  it('refuses http beyond loopback', async () => {
    const provider = { issuer: 'http://okta.example', clientId: 'faces', clientSecret: 'secret' }; // readConfig would refuse it first
    expect((await rejection(Provider.start({ ...readConfig({}), provider }, log))).message).to.contain(
      'must start with https://',
    );
  });

  it('stores accounts under the issuer, with or without a slash at its end', async () => {
    const { port } = await goneProvider();
    const issuers = await Promise.all(
      [`http://127.0.0.1:${port}`, `http://127.0.0.1:${port}/`].map((each) => start({ OIDC_ISSUER: each })),
    );
    expect(issuers.map(({ accountIssuer }) => accountIssuer)).to.deep.equal(Array(2).fill(`http://127.0.0.1:${port}`));
    expect(issuers.map(({ isLocal }) => isLocal)).to.deep.equal([false, false]);
  });

  it('knows the origins that sign-in and sign-out lead to', async () => {
    const provider = await RogueProvider.start();
    provider.lies = { metadata: { end_session_endpoint: 'https://bye.example/out?x=y' } };
    try {
      expect((await start({ OIDC_ISSUER: provider.issuer })).origins()).to.deep.equal([
        provider.issuer,
        'https://bye.example',
      ]);
    } finally {
      await provider.stop();
    }
  });

  const unusable: Array<[what: string, metadata: Record<string, unknown>, sentence: RegExp]> = [
    ['has no code flow', { response_types_supported: ['id_token'] }, /no response type “code”.*OIDC_ISSUER/],
    ['has no grant for it', { grant_types_supported: ['implicit'] }, /no grant “authorization_code”/],
    ['signs with the client secret', { id_token_signing_alg_values_supported: ['HS256'] }, /choose a key for RS256/],
    ['sends secrets over http', { token_endpoint: 'http://id.example/token' }, /no https address for token_endpoint/],
    [
      'stands for many tenants',
      { issuer: 'https://login.microsoftonline.com/{tenantid}/v2.0' },
      /microsoftonline.com\/<your tenant’s ID>\/v2.0$/,
    ],
    [
      'is Microsoft’s old one',
      { issuer: 'https://sts.windows.net/abc-1/' },
      /set OIDC_ISSUER=https:\/\/login.microsoftonline.com\/abc-1\/v2.0$/,
    ],
    ['names itself with an odd text', { issuer: 'data:<script>alert(1)</script>' }, /calls itself something else/],
  ];
  for (const [what, metadata, sentence] of unusable)
    it(`refuses a provider that ${what}, in a sentence without a stack`, async () => {
      const provider = await RogueProvider.start();
      provider.lies = { metadata };
      try {
        const error = await rejection(start(provider.env));
        expect(error).to.be.instanceOf(StartError);
        expect(error.message).to.match(sentence);
      } finally {
        await provider.stop();
      }
    });

  for (const path of ['', '/', '/realms/a', '/realms/a/'])
    it(`takes an issuer with and without a slash at its end: ${path || 'none'}`, async () => {
      const provider = await RogueProvider.start();
      const other = path.endsWith('/') ? path.slice(0, -1) : `${path}/`;
      const metadata = { issuer: provider.issuer + other };
      const description = { ...JSON.parse(JSON.stringify(provider.answer(DISCOVERY, ASKED).body)), ...metadata };
      // Each spelling leads to the same description.
      provider.lies = { body: { [`${path.replace(/\/$/, '')}${DISCOVERY}`]: description } };
      try {
        const found = await (await start({ ...provider.env, OIDC_ISSUER: provider.issuer + path })).configuration();
        expect(found.serverMetadata().issuer).to.equal(metadata.issuer);
      } finally {
        await provider.stop();
      }
    });
});
