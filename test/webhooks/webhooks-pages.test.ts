import { expect } from 'chai';
import { startApp, type TestApp } from '../support/app';
import { type Browser, signIn } from '../support/browser';
import { Receiver } from '../support/receiver';
import { happens, LOOPBACK_ALLOWED } from '../support/webhooks';

const secretOn = (html: string) => /whsec_[\w+/=&#;]+/.exec(html)?.[0];

describe('the pages of webhooks', () => {
  let app: TestApp;
  let ada: Browser;
  let receiver: Receiver;
  beforeEach(async () => {
    [app, receiver] = [await startApp(LOOPBACK_ALLOWED), await Receiver.start()];
    ada = await signIn(app.url, 'Ada');
  });
  afterEach(async () => {
    await app.close();
    await receiver.close();
  });

  const add = (fields: Record<string, string> = {}) =>
    ada.post('/webhooks', { name: 'Hallway light', url: receiver.url, 'person-added': 'yes', ...fields });
  const addressOf = async () =>
    /href="(\/webhooks\/[a-z0-9]+)"/.exec((await ada.get('/webhooks')).text)?.[1] ?? 'no webhook';

  it('are found in the settings', async () => {
    expect((await ada.get('/settings')).text).to.include('href="/webhooks"');
    expect((await ada.get('/webhooks')).text).to.include('There are no webhooks yet');
  });

  it('add a webhook and show its secret once', async () => {
    const made = await add();
    expect(made.status).to.equal(200);
    expect(secretOn(made.text)).to.be.a('string');
    const address = await addressOf();
    expect(secretOn((await ada.get(address)).text)).to.equal(undefined);
    const rotated = await ada.post(`${address}/rotate`);
    expect(secretOn(rotated.text)).to.be.a('string').and.not.equal(secretOn(made.text));
    expect(rotated.text).to.include('works for another day');
  });

  it('show a fault beside what was typed', async () => {
    const none = await ada.post('/webhooks', { name: 'Hallway light', url: receiver.url });
    expect(none.status).to.equal(422);
    expect(none.text).to.include('Please choose at least one thing').and.include('value="Hallway light"');
    expect((await add({ name: ' ' })).status).to.equal(400);
    expect((await add({ url: 'https://192.168.7.7' })).text).to.include('private network');
  });

  it('send a test, show what came of it, and send it again', async () => {
    await add();
    const address = await addressOf();
    const sent = await ada.follow(await ada.post(`${address}/test`));
    expect(sent.text).to.include('webhook.test').and.include('Delivered').and.include('thank you');
    receiver.answerWith(500, {}, 'broken <b>');
    const again = await ada.follow(await ada.post(`${new URL(sent.url).pathname}/again`));
    expect(again.text).to.include('Failed').and.include('The status was 500').and.include('broken &lt;b&gt;');
    expect((await ada.get(address)).text).to.include('2 attempts');
  });

  it('change, pause, resume and delete it', async () => {
    await add();
    const address = await addressOf();
    await ada.post(`${address}/change`, { name: 'Porch', url: receiver.url, 'import-done': 'yes' });
    expect((await ada.get(address)).text).to.match(/Porch[\s\S]*id="import-done"[^>]* checked/);
    await ada.post(`${address}/pause`);
    expect((await ada.get('/webhooks')).text).to.include('Paused');
    const done = { type: 'import.done', id: 'one', added: 1, drafts: 0, refused: 0, known: 0 } as const;
    await happens(app, done);
    await ada.post(`${address}/resume`);
    await happens(app, { ...done, id: 'two' });
    expect((await receiver.gets(1)).map(({ body }) => JSON.parse(body).data.import)).to.deep.equal(['two']);
    const deleted = await ada.follow(await ada.post(`${address}/delete`));
    expect(deleted.text).to.include('Porch').and.include('There are no webhooks yet');
    expect((await ada.get(address)).status).to.equal(404);
  });
});
