import { cpSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { expect } from 'chai';
import { AppProcess, freePort, temporaryFolder, until } from './support/app-process';
import { firstOf } from './support/elements';

const root = path.join(__dirname, '..');

describe('node server.js', () => {
  let folder: string;
  let dataDir: string;
  let port: string;
  const servers: http.Server[] = [];
  const apps: AppProcess[] = [];
  beforeEach(async () => {
    folder = temporaryFolder();
    dataDir = path.join(folder, 'data');
    port = String(await freePort());
  });
  afterEach(async () => {
    for (const app of apps.splice(0)) await app.kill();
    for (const server of servers.splice(0)) server.close().closeAllConnections();
    rmSync(folder, { recursive: true, force: true });
  });

  const start = async (env: Record<string, string> = {}) => {
    const app = await AppProcess.start({ PORT: port, DATA_DIR: dataDir, ...env });
    apps.push(app);
    return app;
  };
  /** Starts the app, and expects that it ends with 1. @returns all that it printed */
  const refusal = async (env: Record<string, string> = {}, where = root) => {
    const app = new AppProcess({ PORT: port, DATA_DIR: dataDir, ...env }, where);
    apps.push(app);
    expect(await app.ended).to.equal(1);
    return app.printed;
  };
  const listen = async (answer: http.RequestListener) => {
    const server = http.createServer(answer);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  };
  const withProvider = (issuer: string) => ({ OIDC_ISSUER: issuer, CLIENT_ID: 'id', CLIENT_SECRET: 'secret' });

  it('prints its address, and nothing that looks like an error', async () => {
    const { printed } = await start();
    expect(printed).to.match(/^\n {2}FamiliarFaces is ready: http:\/\/localhost:\d+\n/);
    expect(printed).not.to.match(/warning/i);
  });

  it('prints a link for the first account where others reach it, another one at each start', async () => {
    const link = () =>
      /\n {2}(http:\/\/faces\.lan\/sign-in\/set-up\?token=[\w-]{43})\n/.exec(apps.at(-1)?.printed ?? '')?.[1];
    const first = await start({ PUBLIC_URL: 'http://faces.lan' });
    const printed = link();
    expect(printed, first.printed).not.to.equal(undefined);
    await first.kill();
    await start({ PUBLIC_URL: 'http://faces.lan' });
    expect(link()).not.to.be.oneOf([printed, undefined]);
  });

  it('asks visitors to come back while it starts', async () => {
    let answer: http.ServerResponse | undefined;
    const at = await listen((_request, response) => {
      answer = response;
    });
    apps.push(new AppProcess({ PORT: port, DATA_DIR: dataDir, ...withProvider(`http://127.0.0.1:${at}`) }));
    await until(() => answer !== undefined); // the app waits for the provider
    const early = await fetch(`http://localhost:${port}/login`);
    expect(early.status).to.equal(503);
    expect(early.headers.get('Retry-After')).to.equal('1');
    expect(await early.text()).to.equal('FamiliarFaces is starting. Please try again in a moment.\n');
    const health = async (path: string) => {
      const { status, headers } = await fetch(`http://localhost:${port}/health${path}`);
      return { status, isJson: headers.get('Content-Type')?.includes('json') };
    };
    expect(await health('/live'), 'a supervisor need not start it anew').to.deep.equal({ status: 200, isJson: true });
    expect(await health('/ready')).to.deep.equal({ status: 503, isJson: false });
    answer?.writeHead(500).end();
    await until(async () => (await health('/ready')).isJson === true);
  });

  it('ends with 0 when it is stopped while it starts', async () => {
    const app = new AppProcess({ PORT: port, DATA_DIR: dataDir });
    apps.push(app);
    await until(() => existsSync(path.join(dataDir, 'lock.sqlite')));
    app.child.kill('SIGTERM');
    expect(await app.ended, app.printed).to.equal(0);
    await start(); // nothing was left half done
  });

  it('takes its secret from a file, and says which file it misses', async () => {
    const file = path.join(folder, 'secret');
    expect(await refusal({ APP_SECRET_FILE: file })).to.equal(
      `FamiliarFaces can't start with these settings:\n  - APP_SECRET_FILE (${file}) doesn’t exist: correct the path, or make the file\n`,
    );
    writeFileSync(file, `${'s'.repeat(32)}\n`);
    await start({ APP_SECRET_FILE: file });
    expect(existsSync(path.join(dataDir, 'app-secret')), 'one of its own').to.equal(false);
  });

  describe('started again by mistake', () => {
    let upload: string;
    beforeEach(async () => {
      await start();
      upload = path.join(dataDir, 'incoming', 'upload');
      writeFileSync(upload, 'half of a photo');
    });

    it('leaves the uploads of the first alone, on the same port', async () => {
      expect(await refusal()).to.equal(
        `PORT ${port} is already in use, perhaps by another FamiliarFaces: stop that one, or set another PORT.\n`,
      );
      expect(existsSync(upload)).to.equal(true);
    });

    it('leaves the uploads of the first alone, on another port', async () => {
      const said = await refusal({ PORT: String(await freePort()) });
      expect(said).to.equal(
        `DATA_DIR ${dataDir} is in use by another FamiliarFaces: stop that one, or set another DATA_DIR.\n`,
      );
      expect(existsSync(upload)).to.equal(true);
    });

    it('starts at once after a crash, and sweeps', async () => {
      await firstOf(apps).kill();
      await start();
      expect(existsSync(upload)).to.equal(false);
    });
  });

  describe('says what is wrong and what to do, without a stack', () => {
    it('wrong settings, all at once', async () => {
      const said = await refusal({ PORT: '0', PUBLIC_URL: 'https://faces.example.org', CLIENT_ID: 'id' });
      expect(said).to.match(
        /^FamiliarFaces can't start with these settings:\n {2}- PORT must be at least 1\n {2}- OIDC_ISSUER is missing[^\n]+\n {2}- CLIENT_SECRET is missing[^\n]+\n$/,
      );
    });

    it('an address of another machine', async () => {
      const said = await refusal({ HOST: '192.0.2.1', ...withProvider('https://id.example.org') });
      expect(said).to.equal(
        "HOST is 192.0.2.1, which isn't an address of this computer: set HOST to one that is, or remove it.\n",
      );
    });

    it('a data folder that is a file', async () => {
      writeFileSync(dataDir, '');
      expect(await refusal()).to.equal(
        `DATA_DIR is ${dataDir}, which is a file or inside one: set DATA_DIR to a folder, or move that file.\n`,
      );
    });

    it('a damaged catalog', async () => {
      mkdirSync(dataDir);
      writeFileSync(path.join(dataDir, 'catalog.sqlite'), 'garbage '.repeat(1000));
      const said = await refusal();
      expect(said).to.equal(
        `${dataDir}/catalog.sqlite is damaged (file is not a database): restore all of DATA_DIR from a backup.\n`,
      );
    });

    it('a catalog of a newer version', async () => {
      await (await start()).kill();
      const catalog = new DatabaseSync(path.join(dataDir, 'catalog.sqlite'));
      catalog.exec(`insert into kysely_migration values ('999-wonders', '2030-01-01')`);
      catalog.close();
      const said = await refusal();
      expect(said).to.equal(
        'DATA_DIR was used by a newer FamiliarFaces (999-wonders): start that version, or restore a backup from before the update.\n',
      );
    });

    it('a provider with another issuer', async () => {
      const at = await listen((_request, response) => {
        response
          .setHeader('Content-Type', 'application/json')
          .end(JSON.stringify({ issuer: 'https://id.example.org' }));
      });
      const said = await refusal(withProvider(`http://127.0.0.1:${at}`));
      expect(said).to.match(
        /^OIDC_ISSUER is [^\n]+ calls itself https:\/\/id\.example\.org: they must be the same\.\n$/,
      );
    });

    it('weights and a build that are missing', async () => {
      for (const each of ['server.js', 'check-node.js', 'src', 'package.json', 'tsconfig.json'])
        cpSync(path.join(root, each), path.join(folder, each), { recursive: true });
      symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
      expect(await refusal({}, folder)).to.equal('weights/SHA256SUMS is missing or damaged: run npm run weights\n');
      const said = await refusal({ NODE_ENV: 'production' }, folder);
      expect(said).to.equal('The app has not been built for production yet: run `npm run build` first.\n');
    });
  });

  it('prints everything about an unforeseen error', async () => {
    mkdirSync(path.join(dataDir, 'app-secret'), { recursive: true });
    expect(await refusal()).to.match(/EISDIR[\s\S]*\n {4}at /);
  });
});
