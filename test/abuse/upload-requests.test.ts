import { expect } from 'chai';
import { createApp } from '../../src/app';
import { isForApi } from '../../src/web/responses/api-paths';
import type { TestApp } from '../support/app';
import type { Browser } from '../support/browser';
import { peopleOf, removeAllPhotos } from '../support/gallery';
import { BEA, cropFace, photoForm, samplePhoto } from '../support/photos';
import { BOUNDARY, END, part, sendParts } from '../support/raw-upload';
import { expectNothingLeft, expectRefusal, sentenceOf } from '../support/refusal';
import { addressOf, changes, routesOf } from '../support/routes';
import { setUpApp } from '../support/set-up-app';

const NAME = part('name="name"', 'Bea');

describe('an upload that no browser sends', () => {
  let app: TestApp;
  let grace: Browser;
  let bea: Buffer;

  setUpApp(['Grace'], async (...started) => {
    [app, grace] = started;
    bea = await cropFace(BEA);
  });
  afterEach(() => removeAllPhotos(grace));

  const photo = () => part('name="file"; filename="a.jpg"', bea);
  const expectRefused = (status: number, parts: readonly Buffer[], headers = {}) =>
    expectNothingLeft(app, status, () => sendParts(grace, '/images', parts, headers));

  it('abuse 21: with its fields after the file is accepted like any other', async () => {
    const page = await sendParts(grace, '/images', [photo(), NAME, END]);
    expect(page.status).to.equal(303);
    expect((await peopleOf(grace)).map(({ name }) => name)).to.deep.equal(['Bea']);
  });

  for (const [path, count, sentence] of [
    ['/recognition', 21, 'Please choose at most 20 photos at a time.'],
    ['/account/imports', 2, 'Please choose one zip at a time.'],
  ] as const) {
    it(`abuse 21: of ${count} files is refused where ${path} takes fewer`, async () => {
      const files = Array.from({ length: count }, (_, i) => [`${i}.jpg`, samplePhoto(1)] as const);
      const page = await expectNothingLeft(app, 400, () => grace.post(path, photoForm(files)));
      expect(sentenceOf(page)).to.equal(sentence);
    });
  }

  for (const [what, disposition] of [
    ['a wrong field name', 'name="photo"; filename="a.jpg"'],
    ['no field name', 'filename="a.jpg"'],
    ['an empty field name', 'name=""; filename="a.jpg"'],
  ] as const) {
    it(`abuse 22: of a file with ${what} is refused`, () => expectRefused(400, [NAME, part(disposition, bea), END]));
  }

  const PROTOTYPES = [
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    '__proto__[polluted]',
    'constructor[prototype][polluted]',
  ];
  for (const field of [...PROTOTYPES, `a${'[b]'.repeat(30)}`, 'name[a][b]', 'name[]']) {
    it(`abuse 23: with a field ${field.slice(0, 40)} is refused, or accepted without it, and pollutes no object`, async () => {
      const page = await sendParts(grace, '/images', [part(`name="${field}"`, 'polluted'), NAME, photo(), END]);
      if (page.status !== 303) expectRefusal(app, page, 400);
      const form = new URLSearchParams([[field, 'polluted']]);
      expect((await grace.request('POST', '/settings', { body: form, headers: {} })).status).to.be.oneOf([
        303, 400, 422,
      ]);
      await expectNothingLeft(app, 400, () =>
        sendParts(grace, '/images', [NAME, part(`name="${field}"; filename="a.jpg"`, bea), END]),
      );
      for (const each of [{}, [], () => undefined, ''])
        expect((each as unknown as Record<string, unknown>)['polluted']).to.equal(undefined);
      expect(Object.prototype.toString.call({})).to.equal('[object Object]');
    });
  }

  for (const [what, type, end] of [
    ['names no boundary', 'multipart/form-data', END],
    ['names an empty boundary', 'multipart/form-data; boundary=', END],
    ['never ends', `multipart/form-data; boundary=${BOUNDARY}`, Buffer.alloc(0)],
    ['names a boundary that never comes', 'multipart/form-data; boundary=another', END],
  ] as const) {
    it(`abuse 24: that ${what} is refused`, () => expectRefused(400, [NAME, photo(), end], { 'Content-Type': type }));
  }

  it('abuse 25: as JSON, XML or text is refused by every route that takes a form', async () => {
    const forms = routesOf(createApp(app.services)).filter((route) => changes(route) && !isForApi(route));
    expect(forms.length).to.be.above(20);
    for (const route of forms) {
      for (const type of ['application/json', 'text/plain', 'application/xml', 'nonsense']) {
        const send = () =>
          sendParts(grace, addressOf(route), [Buffer.from('{"name":"Bea"}')], { 'Content-Type': type });
        expectRefusal(app, await send(), 415);
      }
    }
    expect((await grace.get('/')).status, 'still signed in').to.equal(200);
  });
});
