import { expect } from 'chai';
import type { TestApp } from '../support/app';
import type { Browser } from '../support/browser';
import { userId } from '../support/members';
import { startWithAda } from '../support/own-accounts';

describe('the pages of administrators, where people have accounts of the app’s own', () => {
  let app: TestApp;
  let ada: Browser;
  before(async () => {
    [app, ada] = await startWithAda();
  });
  after(() => app.close());

  it('have neither e-mail addresses nor groups, as nothing gives any', async () => {
    const one = `/admin/users/${await userId(app, 'Ada')}`;
    for (const path of ['/admin', one, '/admin?q=nobody']) {
      const { status, text } = await ada.get(path);
      expect(status).to.equal(200);
      expect(text, path).not.to.match(/e-mail|none verified|Groups|sign-in service/i);
    }
    expect((await ada.get('/admin')).text)
      .to.contain('Last visit')
      .and.contain('placeholder="Name"');
    expect((await ada.get(one)).text).to.contain('First sign-in');
  });
});
