import { expect } from 'chai';
import type { Gallery } from '../../src/gallery/galleries';
import type { TestApp } from '../support/app';
import { type Browser, signIn } from '../support/browser';
import { unescaped } from '../support/pages';
import { addPhotosOf, galleryOf } from '../support/people';
import { setUpApp } from '../support/set-up-app';

describe('the dashboard', () => {
  let app: TestApp;
  let grace: Browser;
  let gallery: Gallery;

  setUpApp(['Grace'], async (...started) => {
    [app, grace] = started;
    gallery = await galleryOf(app, 'Grace');
  });

  const open = async (address: string) => unescaped((await grace.open(address)).text);
  const namesIn = (page: string) =>
    [...page.matchAll(/<span class="person-name"[^>]*>([^<]*)</g)].map(([, name]) => name);
  const names = async (query: Record<string, string>) => namesIn(await open(`/?${new URLSearchParams(query)}`));
  const linkIn = (page: string, rel: string) => new RegExp(`href="([^"]+)" rel="${rel}"`).exec(page)?.[1];

  it('says what to do first while there is nobody, and has no search', async () => {
    const page = await open('/');
    expect(page).to.include('No people yet').and.include('Add a person with a name').and.not.include('type="search"');
    expect(page, 'no waiting photo is mentioned').to.not.include('/drafts"');
  });

  it('says how many drafts there are, and leads to them', async () => {
    const id = await app.services.drafts.add(
      gallery,
      'Ada',
      'a.jpg',
      { jpeg: new Uint8Array(1), width: 1, height: 1, sourceHash: null, pictureHash: null },
      [],
    );
    expect(await open('/'))
      .to.include('You have 1 photo to review.')
      .and.include('href="/drafts"');
    await app.services.catalog.deleteFrom('drafts').where('id', '=', id).execute();
  });

  describe('with people', () => {
    const handles = new Map<string, string>();

    before(async () => {
      for (let i = 10; i < 40; i++) {
        const name = `Person ${i}`;
        handles.set(name, (await addPhotosOf(app, gallery, name, [{}], 1_000_000 - i)).handle);
      }
      for (const [i, name] of [
        'Žofie Müller',
        'Łukasz Öz',
        'عائشة',
        '陳大文',
        '100% _\\ Me',
        'Straße',
        'ΟΔΥΣΣΕΥΣ',
        '👩‍👩‍👧',
      ].entries()) {
        await addPhotosOf(
          app,
          gallery,
          name,
          Array.from({ length: i + 2 }, () => ({})),
          2_000_000 + i * 1000,
        );
      }
      await addPhotosOf(app, gallery, 'Zoe');
    });

    it('shows 24 people a page, by name whatever the accents, and links to the others', async () => {
      const first = await open('/');
      expect(namesIn(first)).to.have.length(24);
      expect(namesIn(first).slice(0, 2)).to.deep.equal(['100% _\\ Me', 'Łukasz Öz']);
      expect(linkIn(first, 'next')).to.equal('/?page=2');
      expect(linkIn(first, 'prev')).to.equal(undefined);
      const second = await open('/?page=2');
      expect(namesIn(second).slice(-6)).to.deep.equal(['Zoe', 'Žofie Müller', 'ΟΔΥΣΣΕΥΣ', 'عائشة', '陳大文', '👩‍👩‍👧']);
      expect(linkIn(second, 'prev')).to.equal('/');
      expect(linkIn(second, 'next')).to.equal(undefined);
    });

    it('shows each person’s cover, name and number of photos, and links to the page', async () => {
      const page = await open('/?q=person 10');
      expect(page).to.include(`<a class="person-card-link" href="/people/${handles.get('Person 10')}">`);
      expect(page).to.match(
        /<img class="person-picture" src="\/images\/person-10-[a-z0-9]{16}\?size=thumbnail" width="320" height="320" loading="lazy" alt="">/,
      );
      expect(page).to.include('<span class="person-count">1 photo</span>');
    });

    it('treats any other page number as the first page, or as an empty one', async () => {
      for (const page of ['0', '-3', 'x', '1.5', '', 'NaN']) expect(await names({ page }), page).to.have.length(24);
      for (const page of ['99', '1e300', 'Infinity']) {
        const answer = await grace.open(`/?page=${page}`);
        expect(answer.status).to.equal(200);
        expect(answer.text).to.include('No matches').and.include('There’s nobody on this page.');
      }
      expect((await grace.open('/?page=2&page=3&q=a&q=b&sort=name&sort=photos')).status).to.equal(200);
    });

    const searches: Array<[string, string, string[]]> = [
      [
        'a part of the name',
        'erson 2',
        [
          'Person 20',
          'Person 21',
          'Person 22',
          'Person 23',
          'Person 24',
          'Person 25',
          'Person 26',
          'Person 27',
          'Person 28',
          'Person 29',
        ],
      ],
      ['another case', 'PERSON 11', ['Person 11']],
      ['without accents', 'zofie muller', ['Žofie Müller']],
      ['accents written as marks of their own', 'Mu\u0308ller', ['Žofie Müller']],
      ['accents where the name has none', 'pérsön 12', ['Person 12']],
      ['without strokes', 'lukasz', ['Łukasz Öz']],
      ['ss for ß', 'STRASSE', ['Straße']],
      ['a sigma that isn’t final', 'οδυσ', ['ΟΔΥΣΣΕΥΣ']],
      ['a name from right to left', 'عائ', ['عائشة']],
      ['a name without letters’ case', '大文', ['陳大文']],
      ['an emoji', '👩‍👩‍👧', ['👩‍👩‍👧']],
      ['a per cent sign as itself', '%', ['100% _\\ Me']],
      ['an underscore as itself', '_', ['100% _\\ Me']],
      ['a backslash as itself', '\\', ['100% _\\ Me']],
      ['spaces around', '  zoe ', ['Zoe']],
      ['what nobody is called', 'x\'" or 1=1 --', []],
    ];
    for (const [how, q, found] of searches) {
      it(`finds by ${how}`, async () => {
        expect(await names({ q })).to.have.members(found);
      });
    }

    it('tells a search without results from an empty gallery, with what was typed, and leads back', async () => {
      const page = (await grace.open(`/?q=${encodeURIComponent('<Cleo>')}`)).text;
      expect(page)
        .to.include('No matches')
        .and.include('No name contains “<bdi>&lt;Cleo&gt;</bdi>”.')
        .and.include('href="/">Show everyone');
      expect(page).to.include('value="&lt;Cleo&gt;"').and.not.include('No people yet').and.not.include('<Cleo>');
    });

    it('survives any search', async () => {
      for (const q of [
        '\0',
        '\ufeff',
        '\u202e',
        '\ud800',
        '\ufdfa'.repeat(1600),
        '%'.repeat(2000),
        '\u0301',
        '´',
        '[',
        '*',
        '"',
        "'",
      ]) {
        expect((await grace.open(`/?${new URLSearchParams({ q })}`)).status, JSON.stringify(q.slice(0, 5))).to.equal(
          200,
        );
      }
      expect((await grace.open('/?q=%ff%fe&sort=%00')).status).to.equal(200);
      expect((await grace.open('/?q[]=a&q[x]=b')).status).to.equal(200);
    });

    it('sorts by the newest photo or by how many there are', async () => {
      expect((await names({ sort: 'recent' })).slice(0, 3)).to.deep.equal(['Zoe', '👩‍👩‍👧', 'ΟΔΥΣΣΕΥΣ']);
      expect((await names({ sort: 'recent', page: '2' })).at(-1)).to.equal('Person 39');
      expect((await names({ sort: 'photos' })).slice(0, 9)).to.deep.equal([
        '👩‍👩‍👧',
        'ΟΔΥΣΣΕΥΣ',
        'Straße',
        '100% _\\ Me',
        '陳大文',
        'عائشة',
        'Łukasz Öz',
        'Žofie Müller',
        'Person 10',
      ]);
      expect((await names({ sort: 'nonsense' }))[0]).to.equal('100% _\\ Me');
    });

    it('keeps the search and the order from page to page, and shows them in the form', async () => {
      const first = await open('/?q=e&sort=photos');
      const next = linkIn(first, 'next');
      expect(next).to.equal('/?q=e&sort=photos&page=2');
      expect(first).to.include('value="e"').and.include('<option value="photos" selected>');
      const second = await open(String(next));
      expect(linkIn(second, 'prev')).to.equal('/?q=e&sort=photos');
      const all = [...namesIn(first), ...namesIn(second)];
      expect(new Set(all).size).to.equal(all.length);
      expect(all).to.have.length(34);
    });

    it('completes known names, but not those without a photo to show', async () => {
      const imageNames = app.services.catalog.updateTable('photos').where('imageName', 'like', 'person-39-%');
      await imageNames.set({ quarantined: 'its file is missing' }).execute();
      const page = await open('/');
      const offered = [...page.matchAll(/<option value="([^"]+)"><\/option>/g)].map(([, name]) => name);
      expect(offered).to.have.length(38).and.include('عائشة').and.not.include('Person 39');
      expect(await names({ q: 'Person 39' })).to.deep.equal([]);
      await imageNames.set({ quarantined: null }).execute();
    });

    it('shows nothing to other users', async () => {
      const eve = await signIn(app.url, 'Eve');
      for (const address of ['/', '/?q=person', '/?sort=photos', '/?sort=recent']) {
        expect(namesIn((await eve.open(address)).text)).to.deep.equal([]);
      }
      expect((await eve.open('/')).text).to.not.include('Person 1');
    });
  });
});
