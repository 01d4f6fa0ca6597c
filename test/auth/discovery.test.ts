import { expect } from 'chai';
import * as oidc from 'openid-client';
import { discover } from '../../src/auth/discovery';
import { readConfig } from '../../src/config';
import { rejection } from '../support/rejection';
import { RogueProvider } from '../support/rogue-provider';

describe('discover', () => {
  const ways: Array<[methods: string[] | undefined, inHeader: boolean]> = [
    [undefined, true],
    [['client_secret_basic'], true],
    [['client_secret_post'], false],
    [['client_secret_basic', 'client_secret_post', 'private_key_jwt'], false],
  ];
  for (const [methods, inHeader] of ways) {
    it(`shows the secret in the ${inHeader ? 'header' : 'body'} to a provider that takes ${methods ?? 'it says not how'}`, async () => {
      const provider = await RogueProvider.start();
      provider.lies = { metadata: { token_endpoint_auth_methods_supported: methods } };
      try {
        const { provider: settings } = readConfig(provider.env);
        if (!settings) throw new Error('The settings name no provider.');
        // The secret is accepted, and then the grant is refused.
        expect(await rejection(oidc.clientCredentialsGrant(await discover(settings)))).to.include({
          error: 'invalid_grant',
        });
        const { authorization, parameters } = provider.last.get('/token') ?? {};
        expect([authorization !== '', parameters?.has('client_secret')]).to.deep.equal([inHeader, !inHeader]);
      } finally {
        await provider.stop();
      }
    });
  }
});
