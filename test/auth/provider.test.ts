import { expect } from 'chai';
import pino from 'pino';
import { Provider } from '../../src/auth/provider';
import { readConfig } from '../../src/config';
import { startApp } from '../support/app';
import { rejection } from '../support/rejection';
import { RogueProvider, signInAt } from '../support/rogue-provider';

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

  it('signs out only here when the provider has no sign-out', async () => {
    const provider = await RogueProvider.start();
    provider.lies = { metadata: { end_session_endpoint: undefined } };
    const app = await startApp(provider.env);
    try {
      const eve = await signInAt(app.url);
      expect((await eve.post('/logout')).location).to.equal(`${app.url}/logout/callback`);
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
    provider.lies = { metadata: { userinfo_endpoint: undefined, jwks_uri: undefined } };
    try {
      expect((await rejection(start({ OIDC_ISSUER: provider.issuer }))).message).to.contain(
        'it lacks userinfo_endpoint, jwks_uri',
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
});
