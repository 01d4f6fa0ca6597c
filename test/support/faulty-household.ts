import { rmSync } from 'node:fs';
import { expect } from 'chai';
import sharp from 'sharp';
import { UNLIMITED } from './app';
import { AppProcess, temporaryFolder, until } from './app-process';
import { type Browser, signIn } from './browser';
import { COMPILED } from './fault-tools';
import { peopleOf, photosOf } from './gallery';
import { addPerson } from './imports';
import { ADA_IN_SAMPLE_1, cropFace } from './photos';
import { facesOn, recognize } from './results';
import { expectWhole, storedIn } from './stored';

// One thread for files: strace counts the calls of each thread apart, and the Nth shall be the Nth.
const ENV = { ...UNLIMITED, RECOGNITION_THREADS: '1', UV_THREADPOOL_SIZE: '1' };

const PAGES = ['/', '/recognition', '/settings', '/account'];

/** Grace, who knows Ada, and the app that she uses, which may be killed at any moment and comes back at the same address. */
export class Household {
  private constructor(
    private running: AppProcess,
    readonly dataDir: string,
    readonly grace: Browser,
    /** The address of a result that shows Ada. */
    readonly shown: string,
  ) {}

  static async begin(dataDir = temporaryFolder()): Promise<Household> {
    const app = await AppProcess.start({ DATA_DIR: dataDir, ...ENV }, COMPILED);
    const grace = await signIn(app.url, 'Grace');
    const photo = await cropFace(ADA_IN_SAMPLE_1);
    await addPerson(grace, 'Ada', photo);
    const { url } = await recognize(grace, photo);
    return new Household(app, dataDir, grace, url);
  }

  get app(): AppProcess {
    return this.running;
  }

  get pid(): number {
    return this.running.child.pid ?? 0;
  }

  /** Whether the app is still running. */
  async isAlive(): Promise<boolean> {
    return Promise.race([this.running.ended.then(() => false), until(() => this.running.answers()).then(() => true)]);
  }

  /** Starts the app again on the same data folder. */
  async restart(env: Record<string, string> = {}): Promise<void> {
    await this.running.kill();
    this.running = await AppProcess.start(
      { PORT: new URL(this.running.url).port, DATA_DIR: this.dataDir, ...ENV, ...env },
      COMPILED,
    );
  }

  /** Resolves when nothing is being added in the background. */
  async settle(): Promise<void> {
    await until(() => storedIn(this.dataDir).imports.every(({ state }) => state !== 'running'));
  }

  /** Expects that every page opens, that the data folder is whole, and that an earlier result still shows Ada. */
  async expectSound(): Promise<void> {
    await this.expectReadable();
    expectWhole(this.dataDir);
  }

  /** Expects that every page opens, and that an earlier result still shows Ada. */
  async expectReadable(): Promise<void> {
    const { grace } = this;
    for (const url of PAGES) expect((await grace.get(url)).status, url).to.equal(200);
    for (const { url } of await peopleOf(grace)) expect((await grace.get(url)).status, url).to.equal(200);
    const photos = await photosOf(grace);
    expect(photos).to.have.length(Object.values(storedIn(this.dataDir).people).flat().length);
    for (const url of photos) {
      const { status, bytes } = await grace.get(url);
      expect(status, url).to.equal(200);
      expect((await sharp(bytes).stats()).isOpaque).to.equal(true);
    }
    expect(facesOn(await grace.get(this.shown)).map(({ heading }) => heading)).to.deep.equal(['Ada']);
    expect((await grace.get(`${this.shown}/photo`)).status).to.equal(200);
  }

  /** Expects that Ada is recognized in a new photo. */
  async expectRecognition(): Promise<void> {
    expect(
      facesOn(await recognize(this.grace, await cropFace(ADA_IN_SAMPLE_1))).map(({ heading }) => heading),
    ).to.deep.equal(['Ada']);
  }

  async end(): Promise<void> {
    await this.running.kill();
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}
