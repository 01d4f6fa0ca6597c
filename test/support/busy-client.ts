import { expect } from 'chai';
import { Browser, type Page, signIn } from './browser';
import { elementAt, onlyOf } from './elements';
import { peopleOf } from './gallery';
import { ADA_IN_SAMPLE_1, BEA, CLEO, cropFace, photoForm } from './photos';
import { facesOn } from './results';

const FACES = [ADA_IN_SAMPLE_1, BEA, CLEO];
/** The statuses of an app that is too busy: then nothing has changed. */
const TOO_MUCH = [429, 503];

/** What exists as far as a client has got it acknowledged. */
export interface Known {
  /** The name of the person of each face. */
  people: Map<number, string>;
  results: Set<string>;
}

const STORY = 40;

type Change = (known: Known) => void;

const anyOf = <T>(all: readonly T[]): T => elementAt(all, Math.floor(Math.random() * all.length));

/** A user who adds, renames, deletes and recognizes without a pause, and remembers each answer. */
export class BusyClient {
  readonly known: Known = { people: new Map(), results: new Set() };
  /** What an unanswered request would have changed: it may have happened or not. */
  unsure: { change: Change; newResult: boolean } | undefined;
  readonly answered = { added: 0, renamed: 0, deleted: 0, recognized: 0 };
  /** The names of its people after each answer, in order. */
  readonly history: string[][] = [[]];
  /** Its latest requests, to understand what went wrong. */
  readonly story: string[] = [];
  /** How often the app was too busy. */
  refused = 0;
  private names = 0;

  private constructor(
    readonly name: string,
    private readonly browser: Browser,
    private readonly photos: readonly Buffer[],
  ) {}

  static async begin(url: string, name: string, browser = new Browser(url)): Promise<BusyClient> {
    return new BusyClient(
      name,
      await signIn(url, name, '/', browser),
      await Promise.all(FACES.map((face) => cropFace(face))),
    );
  }

  /** Works until the app no longer answers, or until it is told to stop. */
  async workUntilItDies(stop?: AbortSignal): Promise<void> {
    while (!stop?.aborted) {
      try {
        await this.act();
      } catch (error) {
        if (!(error instanceof TypeError)) throw error; // what fetch throws when the connection breaks
        return;
      }
    }
  }

  private async act(): Promise<void> {
    const face = anyOf([...FACES.keys()]);
    const name = this.known.people.get(face);
    if (name === undefined) return this.add(face);
    await anyOf([
      () => this.rename(face, name),
      () => this.remove(face, name),
      () => this.recognize(face),
      () => this.recognize(face),
    ])();
  }

  /** Sends a request, and notes its effect when it was done. @returns the answer; undefined when the app was too busy */
  private async request(
    path: string,
    form: FormData | Record<string, string>,
    change: Change,
    counted: keyof BusyClient['answered'],
  ): Promise<Page | undefined> {
    this.unsure = { change, newResult: path === '/recognition' };
    this.tell(`${counted}? ${path} ${form instanceof FormData ? form.get('name') : (form['name'] ?? '')}`);
    const page = await this.browser.post(path, form);
    this.unsure = undefined;
    this.tell(String(page.status));
    if (form instanceof FormData && TOO_MUCH.includes(page.status)) {
      this.refused++;
      return undefined;
    }
    expect(page.status, `${path}: ${page.text}`).to.equal(303);
    change(this.known);
    this.history.push([...this.known.people.values()].sort());
    this.answered[counted]++;
    return page;
  }

  private async add(face: number): Promise<void> {
    const name = this.newName();
    await this.request(
      '/images',
      photoForm([['photo.jpg', elementAt(this.photos, face)]], { name }),
      ({ people }) => people.set(face, name),
      'added',
    );
  }

  private async rename(face: number, name: string): Promise<void> {
    const newName = this.newName();
    await this.request(
      `${await this.addressOf(name)}/rename`,
      { name: newName },
      ({ people }) => people.set(face, newName),
      'renamed',
    );
  }

  private async remove(face: number, name: string): Promise<void> {
    await this.request(`${await this.addressOf(name)}/delete`, {}, ({ people }) => people.delete(face), 'deleted');
  }

  /** Recognizes a face, and expects its person's current name. */
  private async recognize(face: number): Promise<void> {
    const answer = await this.request(
      '/recognition',
      photoForm([['photo.jpg', elementAt(this.photos, face)]]),
      () => {},
      'recognized',
    );
    if (!answer?.location) return;
    this.known.results.add(answer.location.split('/').at(-1) ?? '');
    const { heading } = onlyOf(facesOn(await this.browser.get(answer.location)));
    expect(heading).to.equal(this.known.people.get(face));
  }

  /** Recognizes each face, and expects just these names. */
  async expectRecognized(names: readonly string[]): Promise<void> {
    const seen: string[] = [];
    for (const photo of this.photos) {
      const { location = '' } = await this.browser.post('/recognition', photoForm([['photo.jpg', photo]]));
      const { heading } = onlyOf(facesOn(await this.browser.get(location)));
      if (names.includes(heading)) seen.push(heading);
    }
    expect(seen.sort()).to.deep.equal([...names].sort());
  }

  tell(what: string): void {
    this.story.push(what);
    if (this.story.length > STORY) this.story.shift();
  }

  private newName(): string {
    return `${this.name} ${++this.names}`;
  }

  private async addressOf(name: string): Promise<string> {
    const person = (await peopleOf(this.browser)).find((each) => each.name === name);
    if (!person) throw new Error(`${name} is not on the page of people`);
    return person.url;
  }
}
