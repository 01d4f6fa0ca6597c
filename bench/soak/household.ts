import { signIn } from '../../test/support/browser';
import { photoForm } from '../../test/support/photos';
import { BOUNDARY, beginUpload } from '../../test/support/raw-upload';
import type { Tally } from './tally';
import { Visitor } from './visitor';

/** The photos that households upload. */
export interface SoakPhotos {
  /** A megapixel with four faces. */
  group: Buffer;
  /** One face each. */
  portraits: readonly Buffer[];
}

/** How many results a household keeps: each further one deletes the oldest. */
const MAX_RESULTS = 20;
/** How many added people it keeps. */
const MAX_ADDED = 8;
const JSON_ONLY = { Accept: 'application/json' };

const any = <Item>(items: readonly Item[]): Item | undefined => items[Math.floor(Math.random() * items.length)];
const linksIn = (text: string, link: RegExp) => [...text.matchAll(link)].flatMap(([, url]) => url ?? []);

/** One user of the app, and what users do: each method is one visit, and several run at a time. */
export class Household {
  readonly #results: string[] = [];
  readonly #added: string[] = [];
  // The links of recent pages.
  #assets: string[] = [];
  #pictures: string[] = [];
  #people: string[] = [];
  #made = 0;

  private constructor(
    private readonly visitor: Visitor,
    private readonly photos: SoakPhotos,
  ) {}

  static async signIn(appUrl: string, name: string, photos: SoakPhotos, tally: Tally): Promise<Household> {
    const visitor = new Visitor(appUrl, tally);
    await signIn(appUrl, name, '/', visitor);
    return new Household(visitor, photos);
  }

  async recognize(): Promise<void> {
    const answer = await this.visitor.post('/recognition', photoForm([['photo.jpg', this.photos.group]]));
    if (answer.status !== 303 || !answer.location) return;
    const { pathname } = new URL(answer.location);
    await this.#see(pathname);
    this.#results.push(pathname);
    const old = this.#results.length > MAX_RESULTS && this.#results.shift();
    if (old) await this.visitor.post(old.replace('/recognition/', '/recognition/actions/delete/'));
  }

  /** Adds a photo of a new person. If it becomes a draft, every second one is discarded, and the others are added. */
  async add(): Promise<void> {
    const name = `Person ${++this.#made}`;
    const form = photoForm([['face.jpg', any(this.photos.portraits) ?? this.photos.group]], { name });
    const answer = await this.visitor.post('/images', form, JSON_ONLY);
    if (answer.status !== 200) return;
    const [{ kind, url }] = JSON.parse(answer.text).outcomes;
    if (kind === 'asks' && this.#made % 2 === 0) return void (await this.visitor.post(`${url}/discard`));
    if (kind === 'asks') await this.visitor.post(`${url}/choose`, { face: '1', insist: 'yes' });
    this.#added.push(name);
    const old = this.#added.length > MAX_ADDED && this.#added.shift();
    if (old) await this.#remove(old);
  }

  async #remove(name: string): Promise<void> {
    const { text } = await this.visitor.get(`/?q=${encodeURIComponent(name)}`);
    const [person] = linksIn(text, /href="(\/people\/[a-z0-9]+)"/g);
    if (person) await this.visitor.post(`${person}/delete`);
  }

  async look(): Promise<void> {
    const places = [
      '/',
      '/',
      '/?q=a',
      '/?sort=recent',
      '/recognition',
      '/settings',
      '/account',
      any(this.#people),
      any(this.#people),
      any(this.#results),
    ];
    await this.#see(any(places) ?? '/');
  }

  /** Loads a page, and keeps its links for later visits. */
  async #see(path: string): Promise<void> {
    const { status, text } = await this.visitor.get(path);
    if (status !== 200) return;
    const pictures = linksIn(text, /(?:src|href)="(\/(?:images\/[^"]+|drafts\/[^"]+|recognition\/[a-z0-9]+\/[^"]+))"/g);
    if (pictures.length > 0) this.#pictures = pictures;
    const people = linksIn(text, /href="(\/people\/[a-z0-9]+)"/g);
    if (people.length > 0) this.#people = people;
    this.#assets = linksIn(text, /(?:href|src)="(\/assets\/[^"]+)"/g);
  }

  async lookAtPicture(): Promise<void> {
    const picture = any(this.#pictures);
    if (picture) await this.visitor.get(picture.replaceAll('&amp;', '&'));
  }

  async loadAsset(): Promise<void> {
    const asset = any(this.#assets);
    if (asset) await this.visitor.get(asset, { 'Accept-Encoding': 'br, gzip' });
  }

  /** Disconnects in the middle of an upload. */
  async giveUp(tally: Tally): Promise<void> {
    const { group } = this.photos;
    const upload = beginUpload(this.visitor, '/recognition', { 'Content-Length': group.length + 1000 });
    const gone = new Promise((resolve) => upload.once('close', resolve));
    upload.on('error', () => {});
    upload.write(`--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="photo.jpg"\r\n\r\n`);
    upload.write(group.subarray(0, Math.floor(Math.random() * group.length)));
    setTimeout(() => upload.destroy(), Math.random() * 1000);
    await gone;
    tally.aborted++;
  }
}
