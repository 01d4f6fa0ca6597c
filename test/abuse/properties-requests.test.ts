import { expect } from 'chai';
import fc from 'fast-check';
import { createApp } from '../../src/app';
import { startApp, type TestApp } from '../support/app';
import { type Browser, type Page, signIn } from '../support/browser';
import { elementAt } from '../support/elements';
import { BEA, cropFace, photoForm, samplePhoto } from '../support/photos';
import { expectRefusal } from '../support/refusal';
import { changes, type Route, routesOf } from '../support/routes';

const TEXTS = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.constantFrom(
    '\0',
    'a\0b',
    '\ud800',
    'a\udfffb',
    '\ufffe\uffff',
    '\u202e',
    '%',
    '%00',
    '%ff',
    '%u0000',
    '../'.repeat(20),
    "' or 1=1 --",
    '{{this}}',
  ),
  fc.constantFrom(
    'NaN',
    '-0',
    '1e999',
    '-1',
    '9007199254740993',
    '99999999999999999999',
    '0x10',
    '[]',
    'null',
    'true',
    ' ',
    '\r\n',
    '0.5;',
    '__proto__',
  ),
  fc.integer({ min: 1, max: 64_000 }).map((length) => 'x'.repeat(length)),
);
/** Text that goes into an address unchanged, with broken encodings among it. */
const RAW = fc.oneof(
  TEXTS.map((text) => encodeURIComponent(text.toWellFormed()).slice(0, 8000)),
  fc.stringMatching(/^(%[0-9a-fA-F]{2}|[!-"$-~]){0,60}$/),
  fc.constantFrom(
    '%',
    '%0',
    '%zz',
    '%c3%28',
    '%ed%a0%80',
    '%f5%80%80%80',
    '%00',
    '%fe%ff',
    '%2f',
    '%5c',
    '..%2f',
    '%252e',
    '%0d%0a',
  ),
);
const QUERY_NAMES = [
  'q',
  'sort',
  'page',
  'sure',
  'size',
  'face',
  'returnTo',
  'reason',
  'code',
  'state',
  'before',
  'show',
];
const FIELDS = [
  'name',
  'handle',
  'face',
  'person',
  'insist',
  'keep',
  'imageName',
  'page',
  'sure',
  'hours',
  'keepHours',
  'back',
  'confirm',
  '__proto__',
];
const HEADERS = [
  'Accept',
  'If-None-Match',
  'If-Modified-Since',
  'Range',
  'Content-Type',
  'Accept-Encoding',
  'Accept-Language',
  'Referer',
  'Cookie',
  'Origin',
  'X-Forwarded-For',
];

const asked = { numRuns: 150, endOnFailure: true };

describe('any request', () => {
  let app: TestApp;
  let ada: Browser;
  let routes: Route[];
  /** Something of Ada's, by the beginning of its path. */
  let named: Array<readonly [place: string, value: string]>;

  before(async () => {
    app = await startApp({ MAX_PHOTO_MB: '1' });
    ada = await signIn(app.url, 'Ada');
    await ada.post('/images', photoForm([['bea.jpg', await cropFace(BEA)]], { name: 'Bea' }));
    await ada.post('/images', photoForm([['three.jpg', samplePhoto(1)]], { name: 'One of three' }));
    await ada.post('/recognition', photoForm([['three.jpg', samplePhoto(1)]]));
    routes = routesOf(createApp(app.services)).filter(
      ({ path }) => !path.endsWith('/delete') && !/delete-all|\/logout|\/end-all/.test(path),
    );
    const { catalog } = app.services;
    const person = await catalog.selectFrom('people').select('handle').executeTakeFirstOrThrow();
    const draft = await catalog.selectFrom('drafts').select('id').executeTakeFirstOrThrow();
    const result = await catalog.selectFrom('recognitions').select('id').executeTakeFirstOrThrow();
    const photo = await catalog.selectFrom('photos').select('imageName').executeTakeFirstOrThrow();
    named = [
      ['/people/', person.handle],
      ['/drafts/', draft.id],
      ['/recognition/', result.id],
      ['/images/', photo.imageName],
    ];
  });
  after(() => app.close());

  const ownAddress = ({ path }: Route) => {
    const [, value = 'unknown'] = named.find(([place]) => path.startsWith(place)) ?? [];
    return path.replace(':number', '1').replace(/:\w+/, value);
  };

  /** Whatever a client sends, no answer is a server error. */
  function expectAnswered(page: Page, what: string): void {
    expect(page.status, `${what}: ${page.text.slice(0, 300)}`).to.be.below(500);
    if (page.status >= 400 && page.status !== 431) expectRefusal(app, page, page.status);
  }
  const failed = () => app.logged.filter(({ level }) => Number(level) >= 50);
  afterEach(() => expect(failed(), 'failures in the log').to.deep.equal([]));

  it('is answered, whatever its query', () =>
    fc.assert(
      fc.asyncProperty(
        fc.nat(),
        fc.array(fc.tuple(fc.constantFrom(...QUERY_NAMES), RAW), { minLength: 1, maxLength: 4 }),
        async (at, query) => {
          const pages = routes.filter((route) => !changes(route));
          const address = `${ownAddress(elementAt(pages, at % pages.length))}?${query
            .map(([name, value]) => `${name}=${value}`)
            .join('&')
            .replaceAll('#', '')}`;
          expectAnswered(await ada.get(address.slice(0, 12_000)), address);
        },
      ),
      asked,
    ));

  it('is answered, whatever its path', () =>
    fc.assert(
      fc.asyncProperty(fc.nat(), RAW, async (at, value) => {
        const guessable = routes.filter(({ path }) => path.includes(':'));
        const { method, path } = elementAt(guessable, at % guessable.length);
        const address = path.replace(/:\w+/, () => value.replace(/[?#]/g, '').slice(0, 4000));
        expectAnswered(await ada.request(method, address, { headers: {} }), `${method} ${address}`);
      }),
      asked,
    ));

  it('is answered, whatever its form', () =>
    fc.assert(
      fc.asyncProperty(
        fc.nat(),
        fc.array(fc.tuple(fc.constantFrom(...FIELDS), TEXTS), { maxLength: 5 }),
        async (at, fields) => {
          const forms = routes.filter(changes);
          const route = elementAt(forms, at % forms.length);
          const multipart = ['/images', '/recognition', '/account/imports'].includes(route.path);
          const body = multipart ? new FormData() : new URLSearchParams();
          for (const [name, value] of fields) body.append(name, value);
          if (body instanceof FormData)
            body.append('file', new Blob(['no photo']), fields[0]?.[1].slice(0, 2000) ?? 'x');
          expectAnswered(
            await ada.request('POST', ownAddress(route), { body, headers: {} }),
            `${route.path} ${JSON.stringify(fields).slice(0, 500)}`,
          );
        },
      ),
      asked,
    ));

  it('is answered, whatever its headers', () =>
    fc.assert(
      fc.asyncProperty(
        fc.nat(),
        fc.constantFrom(...HEADERS),
        fc.stringMatching(/^[\x21-\x7e\x80-\xff][\x20-\x7e\x80-\xff]{0,200}[\x21-\x7e]$/),
        async (at, header, value) => {
          const route = elementAt(routes, at % routes.length);
          expectAnswered(
            await ada.request(route.method, ownAddress(route), { headers: { [header]: value } }),
            `${route.method} ${route.path} ${header}: ${value}`,
          );
        },
      ),
      asked,
    ));
});
