import { once } from 'node:events';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'chai';
import { openCatalog } from '../../src/catalog/catalog';
import { AppProcess, temporaryFolder, until } from '../support/app-process';
import { Browser } from '../support/browser';
import { runCommand } from '../support/cli';
import { type CommandHome, commandHome, fillWithPeople } from '../support/command-home';
import { PASSWORDS, signInWith, useLink } from '../support/own-accounts';
import { samplePhoto } from '../support/photos';

const REFUSED = 'Bea/two.jpg: ';

describe('familiar-faces import, recognize, export', () => {
  let home: CommandHome;
  before(async () => {
    home = await commandHome('Ada', 'Bob');
    await fillWithPeople(home.folder('people'));
  });
  after(() => home.remove());

  it('adds a folder by the names of the folders in it, and says what it couldn’t add', async () => {
    const { code, stdout, stderr } = await home.run('import', 'people', '--user', 'Ada');
    expect(stdout).to.equal('2 added\n1 passed over, which programs put beside photos\n');
    expect(stderr).to.contain(REFUSED).and.to.contain("1 of the photos couldn't be added.");
    expect(code).to.equal(4);
  });

  it('passes over what is there already', async () => {
    const { stdout } = await home.run('import', 'people', '--user', 'Ada', '--json');
    const said = JSON.parse(stdout);
    expect(said).to.deep.include({ added: 0, known: 2, refused: 1, draft: 0, passedOver: 1 });
    expect(said.files.map(({ file }: { file: string }) => file)).to.include('Ada Lovelace/one.jpg');
  });

  it('says who is in photos', async () => {
    writeFileSync(path.join(home.folder('asked'), 'group.jpg'), samplePhoto(1));
    writeFileSync(path.join(home.folder('asked'), 'text.jpg'), 'This is no photo.');
    const both = await home.run('recognize', 'asked/group.jpg', 'asked/text.jpg', 'asked/none.jpg', '--user', 'Ada');
    expect(both.stdout).to.equal('asked/group.jpg: Bea, Ada Lovelace, 1 unknown face\n');
    expect(both.stderr).to.contain('asked/text.jpg: ').and.to.contain('asked/none.jpg: There is no such file.');
    expect(both.code).to.equal(4);
    const json = await home.run('recognize', 'asked/group.jpg', '--user', 'Ada', '--json');
    const { file, faces } = JSON.parse(json.stdout);
    expect(file).to.equal('asked/group.jpg');
    expect(faces.map(({ person }: { person: { name: string } | null }) => person?.name)).to.deep.equal([
      'Bea',
      undefined,
      'Ada Lovelace',
    ]);
    expect((await home.run('recognize', 'asked/text.jpg', '--user', 'Ada')).code).to.equal(1);
  });

  it('writes a zip that another gallery imports, and replaces none without being told', async () => {
    const first = await home.run('export', 'mine.zip', '--user', 'Ada');
    expect([first.code, first.stderr]).to.deep.equal([0, '']);
    expect((await home.run('export', 'mine.zip', '--user', 'Ada')).stderr).to.contain('exists already');
    expect((await home.run('export', 'mine.zip', '--user', 'Ada', '--force', '--json')).code).to.equal(0);
    const there = await home.run('import', 'mine.zip', '--user', 'Bob', '--gallery', 'personal');
    expect([there.code, there.stdout]).to.deep.equal([0, '2 added\n']);
    expect((await home.run('export', 'nowhere/mine.zip', '--user', 'Ada')).stderr).to.contain(
      "can't be written to (ENOENT)",
    );
  });

  it('says in one sentence what is wrong, and leaves nothing behind', async () => {
    mkdirSync(path.join(home.folder('empty'), 'Ada'));
    writeFileSync(path.join(home.folder('texts'), 'list.txt'), 'x');
    writeFileSync(path.join(home.folder('broken'), 'broken.zip'), 'x');
    const cases: Array<[args: string[], says: string, code: number]> = [
      [['import', 'people'], 'Please say whose gallery is meant, with --user', 2],
      [['import', 'people', '--user', 'Eve'], 'Nobody here is called “Eve”', 1],
      [['import', 'people', '--user', 'Ada', '--gallery', 'Work'], 'Ada has no gallery called “Work”', 1],
      [['import', 'nowhere', '--user', 'Ada'], 'There is no nowhere.', 1],
      [['import', 'empty', '--user', 'Ada'], 'empty has no files', 1],
      [['import', 'texts', '--user', 'Ada'], 'There are no photos in texts.', 1],
      [['import', 'broken/broken.zip', '--user', 'Ada'], 'isn’t a zip', 1],
      [['import', '--nope'], "Unknown option '--nope'", 2],
      [['recognize'], "Missing required argument 'photo'", 2],
    ];
    for (const [args, says, code] of cases) {
      const end = await home.run(...args);
      expect(end, args.join(' ')).to.deep.include({ code, stdout: '' });
      expect(end.stderr).to.contain(says);
    }
    expect(readdirSync(path.join(home.dataDir, 'incoming'))).to.deep.equal([]);
  });

  it('stops at Ctrl-C with whole photos, and goes on when it is called again', async () => {
    const folder = home.folder('many/Ada Lovelace');
    for (const number of [1, 2, 3, 4, 5, 6]) writeFileSync(path.join(folder, `${number}.jpg`), samplePhoto(number));
    const { child, said, ended } = home.start('import', 'many', '--user', 'Bob', '--json');
    while (!said.stderr.includes('Adding photos: 1 of 6')) await once(child.stderr, 'data');
    child.kill('SIGINT');
    const { code, stdout, stderr } = await ended;
    expect([code, stdout]).to.deep.equal([130, '']);
    expect(stderr).to.match(/\d of 6 photos have been (added|looked at)/);
    const catalog = await openCatalog(home.dataDir);
    expect(await catalog.selectFrom('imports').select('state').where('state', '<>', 'done').execute()).to.deep.equal(
      [],
    );
    await catalog.destroy();
    expect(readdirSync(path.join(home.dataDir, 'incoming'))).to.deep.equal([]);
    expect((await home.run('import', 'many', '--user', 'Bob')).stdout).to.contain('to be looked at');
  });

  it('imports nothing while the app runs, and says so with an exit code of its own', async () => {
    const app = await AppProcess.start(home.env);
    try {
      const { code, stderr } = await home.run('import', 'people', '--user', 'Ada');
      expect([code, stderr.includes('stop it first')]).to.deep.equal([3, true]);
      expect((await home.run('recognize', 'asked/group.jpg', '--user', 'Ada')).stdout).to.contain('Ada Lovelace');
      expect((await home.run('export', 'running.zip', '--user', 'Ada')).code).to.equal(0);
    } finally {
      await app.kill();
    }
  });
});

describe('familiar-faces beside an app that shares its folder', () => {
  const root = temporaryFolder();
  // Sign-in with any name works in one process alone.
  const env: Record<string, string> = {
    ...{ DATA_DIR: path.join(root, 'data'), RECOGNITION_WORKERS: '1', PROCESSES: '2' },
    ...{ HOST: '0.0.0.0', APP_SECRET: 'of-processes-that-share-one-folder' },
  };
  let app: AppProcess;
  before(async () => {
    app = await AppProcess.start(env);
    await until(() => app.printed.includes('set-up?token='));
  });
  after(async () => {
    await app.kill();
    await rm(root, { recursive: true, force: true });
  });

  const shared = (...args: string[]) => runCommand(args, { ...env, PORT: new URL(app.url).port }, { folder: root });
  /** Has somebody make an account by a link, and sign in. */
  async function join(link: string, name: string): Promise<Browser> {
    const browser = new Browser(app.url);
    await useLink(browser, link, { name, password: PASSWORDS.ada });
    await signInWith(browser, name, PASSWORDS.ada);
    return browser;
  }

  it('imports what the app shows at once, and leaves no folder of its own', async () => {
    const ada = await join(/http\S+set-up\?token=\S+/.exec(app.printed)?.[0] ?? '', 'Ada');
    const people = path.join(root, 'people');
    mkdirSync(people);
    await fillWithPeople(people);
    expect((await ada.get('/')).text).to.not.contain('Ada Lovelace');
    expect((await shared('import', 'people', '--user', 'Ada')).stdout).to.contain('2 added');
    expect((await ada.get('/')).text)
      .to.contain('Ada Lovelace')
      .and.to.contain('Bea');
    expect(readdirSync(path.join(root, 'data', 'incoming'))).to.have.length(1); // the app's
  });

  it('deletes somebody who is signed in', async () => {
    const [, link = ''] = (await shared('users', 'invite', 'Bob')).stdout.split('\n');
    const bob = await join(link, 'Bob');
    expect((await bob.get('/')).status).to.equal(200);
    expect((await shared('users', 'delete', 'Bob', '--yes')).stdout).to.equal('Bob was deleted.\n');
    expect((await bob.get('/')).status).to.equal(303);
  });
});

describe('familiar-faces users delete', () => {
  let home: CommandHome;
  before(async () => {
    home = await commandHome('Ada', 'Bob');
    await fillWithPeople(home.folder('people'));
    await home.run('import', 'people', '--user', 'Ada');
  });
  after(() => home.remove());

  it('deletes nothing without a yes, and with it all that is somebody’s alone', async () => {
    const asked = await home.run('users', 'delete', 'Ada');
    expect(asked.code).to.equal(2);
    expect(asked.stderr).to.contain('add --yes');
    expect((await home.run('users', 'delete', 'Ada', '--yes')).stdout).to.equal('Ada was deleted.\n');
    expect((await home.run('users', 'list')).stdout).to.equal('2 Bob\n');
    expect(readdirSync(path.join(home.dataDir, 'uploads'))).to.deep.equal([]);
  });
});
