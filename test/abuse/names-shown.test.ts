import { expect } from 'chai';
import type { Browser, Page } from '../support/browser';
import { crawl } from '../support/crawl';
import { unescaped } from '../support/pages';
import { BEA, CLEO, cropFace, photoForm, samplePhoto } from '../support/photos';
import { setUpRogueApp } from '../support/rogue-app';
import { signInAt } from '../support/rogue-provider';

// Each would show where a page takes it for more than text: as an element, the end of an attribute, a template, or in a script.
const IMAGE = '<img src=x onerror=alert(1)>';
const TEMPLATE = '{{this}} {{{this}}} {{> fault}} {{#each .}}';
const ATTRIBUTE = `"><script>alert(1)</script>'><svg onload=alert(1)>`;
const AS_HTML = [/<img src=x/i, /<svg onload/i, /<script>alert/i, /"><script/i];
const DOWNLOAD = /^attachment; filename="[^"\\/\r\n]+\.zip"(; filename\*=UTF-8''[\w.!#$&+^`|~%-]+)?$/;

describe('a name that looks like code', () => {
  const rogue = setUpRogueApp();

  function signInAs(sub: string, name: string): Promise<Browser> {
    rogue.provider.person = { sub, name };
    return signInAt(rogue.app.url);
  }

  async function settle(name: string): Promise<Browser> {
    const browser = await signInAs(name, name);
    await browser.post('/images', photoForm([[`${name}.jpg`, await cropFace(BEA)]], { name }));
    await browser.post('/images', photoForm([[`${name}.jpg`, samplePhoto(2)]], { name: `${name} 2` })); // becomes a draft
    await browser.post('/images', photoForm([[`${name}.jpg`, await cropFace(CLEO)]], { name: `${name} 3` }));
    await browser.post('/recognition', photoForm([[`${name}.jpg`, samplePhoto(1)]]));
    return browser;
  }

  const answersTo = async (browser: Browser, name: string): Promise<Page[]> => {
    const asked = new URLSearchParams({ q: name }).toString();
    const refused = [{ name: '' }, { name: `${name}${'x'.repeat(100)}` }];
    return [
      ...(await crawl(browser)),
      await browser.get(`/?${asked}`),
      await browser.get(`/${encodeURIComponent(name)}`),
      ...(await Promise.all(
        refused.map((fields) => browser.post('/images', photoForm([[`${name}.jpg`, Buffer.from('no')]], fields))),
      )),
      await browser.post('/images', photoForm([[`${name}.jpg`, Buffer.from('no')]], { name })),
      await browser.post('/images', photoForm([[`${name}.jpg`, Buffer.from('no')]], { name }), {
        Accept: 'application/json',
      }),
    ];
  };

  for (const name of [IMAGE, TEMPLATE, ATTRIBUTE]) {
    it(`abuse 34: ${name} is escaped in every page, attribute and header, and can be read there`, async () => {
      const browser = await settle(name);
      const pages = await answersTo(browser, name);
      const html = pages.filter(({ headers }) => headers.get('Content-Type')?.startsWith('text/html'));
      expect(html.length).to.be.above(12);
      for (const { text, url } of html) for (const pattern of AS_HTML) expect(text, url).not.to.match(pattern);
      for (const { headers, url } of pages)
        for (const [header, value] of headers)
          for (const each of AS_HTML) expect(value, `${header} of ${url}`).not.to.match(each);
      const readable = html.filter(({ status, text }) => status === 200 && unescaped(text).includes(name));
      expect(readable.length, 'pages that show it').to.be.above(5);
    });
  }

  for (const name of [
    'a"\r\nSet-Cookie: evil=1\r\n\r\n<html>',
    'Ada\nLovelace',
    '"; filename="evil.exe',
    'Ada\\"',
    '../../etc',
    'Žofie\u2028\u202e',
    '%22%0d%0a',
    'a'.repeat(5000),
  ]) {
    it(`abuse 38: ${JSON.stringify(name).slice(0, 40)} makes one line of a download’s header`, async () => {
      const browser = await signInAs(`downloads ${name.slice(0, 100)}`, name);
      const { status, headers } = await browser.get('/account/export');
      expect(status).to.equal(200);
      expect(headers.get('Content-Disposition')).to.match(DOWNLOAD).and.have.length.below(500);
      expect(headers.get('Set-Cookie') ?? '').not.to.include('evil');
      expect(headers.get('Content-Type')).to.equal('application/zip');
    });
  }
});
