import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { sql } from 'kysely';
import pino from 'pino';
import { openCatalog } from '../../src/catalog/catalog';
import { checkAddress } from '../../src/cli/checks/check-address';
import { checkCatalog } from '../../src/cli/checks/check-catalog';
import { checkDataFolder } from '../../src/cli/checks/check-data-folder';
import { checkPort } from '../../src/cli/checks/check-port';
import { checkSignIn } from '../../src/cli/checks/check-sign-in';
import { checkWebhooks } from '../../src/cli/checks/check-webhooks';
import type { Check } from '../../src/cli/checks/finding';
import { readConfig } from '../../src/config';
import { startApp } from '../support/app';
import { AppProcess, freePort } from '../support/app-process';
import { signIn } from '../support/browser';
import { runCommand } from '../support/cli';

describe('familiar-faces check', () => {
  let root: string;
  before(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'familiar-faces-'));
    await chmod(root, 0o755); // so that others may look for what is in it
  });
  after(() => rm(root, { recursive: true, force: true }));

  const log = pino({ level: 'silent' });
  /** What a check finds with some settings: its states and what it says. */
  async function found(check: Check, env: Record<string, string>): Promise<string> {
    const findings = await check({ config: readConfig({ DATA_DIR: root, ...env }), log });
    return findings.map(({ about, state, message }) => `${state} ${about}: ${message}`).join('\n');
  }
  /** A data folder with a catalog that was changed. */
  async function dataFolder(name: string, change: string): Promise<string> {
    const dataDir = path.join(root, name);
    await mkdir(dataDir, { mode: 0o700 });
    const catalog = await openCatalog(dataDir);
    if (change) await sql.raw(change).execute(catalog);
    await catalog.destroy();
    return dataDir;
  }

  it('looks at the data folder', async () => {
    const dataDir = await dataFolder('data', '');
    expect(await found(checkDataFolder, { DATA_DIR: dataDir })).to.match(/^good .*can be written to\.\n\w+ disk: .*MB/);
    await chmod(dataDir, 0o705);
    expect(await found(checkDataFolder, { DATA_DIR: dataDir })).to.contain('doubt data folder: Other users');
    await writeFile(path.join(root, 'file'), 'x');
    expect(await found(checkDataFolder, { DATA_DIR: path.join(root, 'file') })).to.contain(
      'fault data folder: DATA_DIR is',
    );
    expect(await found(checkDataFolder, { DATA_DIR: path.join(root, 'new/one') })).to.contain('doubt data folder');
  });

  it('looks at the catalog', async () => {
    const whole = await dataFolder('whole', '');
    expect(await found(checkCatalog, { DATA_DIR: whole })).to.match(/^good catalog: It is whole/);
    const newer = await dataFolder('newer', `insert into kysely_migration values ('999-albums', '2030')`);
    expect(await found(checkCatalog, { DATA_DIR: newer })).to.match(/^fault catalog: It is of a newer .*999-albums/);
    const older = await dataFolder('older', "delete from kysely_migration where name > '015'");
    expect(await found(checkCatalog, { DATA_DIR: older })).to.match(/^doubt catalog: .*migrate/);
    const damaged = await dataFolder('damaged', '');
    const file = await open(path.join(damaged, 'catalog.sqlite'), 'r+');
    await file.write(Buffer.alloc(4096, 7), 0, 4096, 4096 * 3);
    await file.close();
    expect(await found(checkCatalog, { DATA_DIR: damaged })).to.match(/^fault catalog: It is damaged/);
    expect(await found(checkCatalog, { DATA_DIR: path.join(root, 'none') })).to.contain('good catalog');
  });

  it('tells another program at the port or the address from the app', async () => {
    const other = http.createServer((request, response) => {
      if (request.url === '/moved/health/live') response.writeHead(301, { location: 'https://faces.test/health/live' });
      response.end('I am another program.');
    });
    await once(other.listen(0, '127.0.0.1'), 'listening');
    const { port } = other.address() as AddressInfo;
    const free = await freePort();
    // Not by one of the names of loopback, which would be an address for this computer only.
    const address = `http://0.0.0.0:${free}`;
    const running = { PORT: String(free), PUBLIC_URL: address };
    const app = await AppProcess.start({ ...running, DATA_DIR: path.join(root, 'running') });
    try {
      expect(await found(checkPort, { PORT: String(port) })).to.match(/^fault port: .*already in use/);
      expect(await found(checkPort, running)).to.match(/^good port: FamiliarFaces is running/);
      expect(await found(checkPort, { METRICS_PORT: String(port), METRICS_KEY: 'x'.repeat(32) })).to.match(
        /\nfault metrics: METRICS_PORT \d+ is already in use/,
      );
      const at = (url: string) => found(checkAddress, { ...running, PUBLIC_URL: url });
      expect(await at(address)).to.match(/^good address: .*leads to FamiliarFaces/);
      expect(await at(`http://0.0.0.0:${port}`)).to.match(/^fault address: .*answered by something else/);
      expect(await at(`http://0.0.0.0:${port}/moved`)).to.match(
        /^fault address: .*redirects to https:\/\/faces\.test:/,
      );
      expect(await at(`https://0.0.0.0:${port}`)).to.match(/^fault address: .*\ndoubt proxy: /);
      expect(await at('http://localhost:1')).to.match(/^good address: .*on this computer only/);
    } finally {
      other.close();
      await app.kill();
    }
    expect(await found(checkAddress, { PORT: '1', PUBLIC_URL: `http://0.0.0.0:${port}` })).to.contain(
      'nothing listens there',
    );
  });

  it('looks at the sign-in and at webhooks', async () => {
    const provider = { OIDC_ISSUER: `http://127.0.0.1:${await freePort()}`, CLIENT_ID: 'id', CLIENT_SECRET: 'secret' };
    expect(await found(checkSignIn, provider)).to.match(/^fault sign-in: Nothing listens at OIDC_ISSUER/);
    expect(await found(checkSignIn, {})).to.match(/^good sign-in: Any name/);
    const own = await dataFolder('own', '');
    expect(await found(checkSignIn, { HOST: '0.0.0.0', PUBLIC_URL: 'http://faces.test', DATA_DIR: own })).to.match(
      /^doubt sign-in: Nobody administers/,
    );
    const app = await startApp();
    try {
      await signIn(app.url, 'Ada');
      await app.services.catalog
        .insertInto('webhooks')
        .values({
          ...{ handle: 'x', galleryId: 1, userId: 1, name: 'x', url: 'https://hooks.example.org/secret', types: '' },
          ...{ secret: '', previousSecret: null, previousUntil: null, state: 'off', version: 1 },
          ...{ failingSince: 0, createdAt: 0 },
        })
        .execute();
      const said = await found(checkWebhooks, { DATA_DIR: app.dataDir });
      expect(said)
        .to.match(/^doubt webhooks: https:\/\/hooks\.example\.org was switched off/)
        .and.not.contain('/secret');
    } finally {
      await app.close();
    }
  });

  it('says all of it in a line each, and ends with 1 when there is a fault', async () => {
    const dataDir = await dataFolder('all', '');
    const good = await runCommand(['check'], { DATA_DIR: dataDir, RECOGNITION_WORKERS: '1' });
    expect(good.stdout).to.match(/^ok {4}Node\.js: .*\nok {4}settings: /);
    expect(good.stdout).to.match(/\nok {4}recognition: The networks are whole, and describe a small photo/);
    expect([good.code, good.stderr]).to.deep.equal([0, '']);
    const bad = await runCommand(['check', '--json'], { PORT: 'x', MAX_PHOTO_MB: '0' });
    expect([bad.code, bad.stderr]).to.deep.equal([1, 'There are 2 faults.\n']);
    const findings = JSON.parse(bad.stdout) as Array<{ state: string; message: string }>;
    expect(findings.filter(({ state }) => state === 'fault').map(({ message }) => message.split(' ')[0])).to.deep.equal(
      ['PORT', 'MAX_PHOTO_MB'],
    );
  });

  it('names the user whose files they are', async () => {
    const dataDir = await dataFolder('others', '');
    expect((await runCommand(['users', 'list'], { DATA_DIR: dataDir })).code).to.equal(0);
    if (process.getuid?.() !== 0) await chmod(dataDir, 0o500);
    const { code, stdout } = await runCommand(['check'], { DATA_DIR: dataDir }, { uid: 65_534 });
    expect(code).to.equal(1);
    expect(stdout).to.match(/FAULT data folder: .*can’t be written to \(EACCES\): run `chown -R \d+ /);
    const users = await runCommand(['users', 'list'], { DATA_DIR: dataDir }, { uid: 65_534 });
    await chmod(dataDir, 0o700);
    expect(users.stderr).to.match(/can't be opened \(.*\): let this user read and write it/);
    expect(users.code).to.equal(1);
  });
});
