import { expect } from 'chai';
import { startApp } from '../support/app';
import { Browser, signIn } from '../support/browser';
import { atAnotherTime } from '../support/clock';

const MINUTE = 60_000;

describe('sessions', () => {
  it('are renewed by use', async () => {
    const app = await startApp({ SESSION_HOURS: '2' });
    try {
      const ada = await signIn(app.url, 'Ada');
      for (const minutes of [100, 200, 300]) {
        const { status } = await atAnotherTime(minutes * MINUTE, () => ada.get('/'));
        expect(status, `after ${minutes} minutes`).to.equal(200);
      }
    } finally {
      await app.close();
    }
  });

  it('survive a restart of the app, and sign out after it', async () => {
    const first = await startApp();
    const ada = await signIn(first.url, 'Ada');
    await first.stop();
    const second = await startApp({ DATA_DIR: first.dataDir });
    try {
      const later = new Browser(second.url);
      for (const [name, value] of ada.cookies()) later.cookies().set(name, value);
      expect((await later.get('/')).text).to.contain('Ada');
      expect(new URL((await later.follow(await later.post('/logout'))).url).pathname).to.equal('/logout/callback');
      expect((await later.get('/')).status).to.equal(303);
    } finally {
      await second.close();
    }
  });
});
