import { expect } from 'chai';
import { signIn } from '../support/browser';
import { photoForm, samplePhoto } from '../support/photos';
import { Stage } from './support/stage';

const OWNER = 'Grace Hopper';

describe('the bar of every page', () => {
  const stage = Stage.setUp();

  it('abuse 65: leads on to the provider from the sign-out form, as its policy lets it', () =>
    stage.visit({ as: OWNER }, async (page) => {
      const asked: string[] = [];
      page.on('request', (request) => asked.push(new URL(request.url()).origin + new URL(request.url()).pathname));
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.waitForURL((url) => url.origin === stage.app.url && url.pathname !== '/');
      const [provider] = stage.app.services.provider.origins();
      expect(asked).to.include.members([
        `${stage.app.url}/logout`,
        `${provider}/session/end`,
        `${stage.app.url}/logout/callback`,
      ]);
      await page.goto('/');
      await page.getByLabel('Your name').waitFor();
    }));

  it('marks the current place in the navigation', () =>
    stage.visit({ as: OWNER }, async (page) => {
      for (const [name, address] of [
        ['People', '/'],
        ['History', '/recognition'],
        ['Activity', '/activity'],
        ['Settings', '/settings'],
        ['My data', '/account'],
      ] as const) {
        await page.getByRole('link', { name, exact: true }).click();
        await page.waitForURL(address);
        expect(await page.locator('.places [aria-current="page"]').innerText()).to.include(name);
      }
      const photo = photoForm([['group.jpg', samplePhoto(3)]]);
      const { location = '' } = await (await signIn(stage.app.url, OWNER)).post('/recognition', photo);
      await page.goto(location);
      expect(await page.locator('.places [aria-current]').innerText()).to.include('History');
    }));
});
