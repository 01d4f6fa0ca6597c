import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { expect } from 'chai';
import { openCatalog } from '../../src/catalog/catalog';
import { StartError } from '../../src/start-error';
import { temporaryFolder } from '../support/app-process';
import { rejection } from '../support/rejection';

describe('openCatalog', () => {
  let dataDir: string;
  let file: string;
  beforeEach(() => {
    dataDir = temporaryFolder();
    file = path.join(dataDir, 'catalog.sqlite');
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  const fault = async () => {
    const error = await rejection(openCatalog(dataDir));
    expect(error).to.be.instanceOf(StartError);
    return error.message;
  };

  it('opens a catalog that is open already, and finds what was written', async () => {
    const one = await openCatalog(dataDir);
    await one.insertInto('users').values({ issuer: 'i', subject: 's', displayName: 'Ada', createdAt: 0 }).execute();
    const other = await openCatalog(dataDir);
    expect(await other.selectFrom('users').select('displayName').execute()).to.deep.equal([{ displayName: 'Ada' }]);
    await one.destroy();
    await other.destroy();
  });

  it('refuses a text with a NUL, at which SQLite would cut it, wherever it stands', async () => {
    const catalog = await openCatalog(dataDir);
    const user = { issuer: 'i', subject: 'Ada\0', displayName: 'Ada', createdAt: 0 };
    expect(await rejection(catalog.insertInto('users').values(user).execute())).to.include({
      status: 400,
      id: 'text_invalid',
    });
    expect(
      await rejection(catalog.selectFrom('users').selectAll().where('subject', '=', 'Ada\0').execute()),
    ).to.include({ id: 'text_invalid' });
    expect(await catalog.selectFrom('users').selectAll().execute()).to.deep.equal([]);
    await catalog.destroy();
  });

  it('names a file that isn’t a database, and the remedy', async () => {
    writeFileSync(file, 'garbage '.repeat(1000));
    expect(await fault()).to.equal(
      `${file} is damaged (file is not a database): restore all of DATA_DIR from a backup.`,
    );
  });

  it('names a database that is damaged inside, and the remedy', async () => {
    const database = new DatabaseSync(file);
    database.exec('CREATE TABLE users (id)');
    database.close();
    writeFileSync(file, readFileSync(file).fill('garbage', 100)); // SQLite's header takes 100 bytes
    expect(await fault()).to.equal(
      `${file} is damaged (database disk image is malformed): restore all of DATA_DIR from a backup.`,
    );
  });

  it('names a file that it can’t open, and the remedy', async () => {
    mkdirSync(file);
    expect(await fault()).to.match(
      /catalog\.sqlite can't be opened \(.+\): let this user read and write it and its folder, or restore all of DATA_DIR /,
    );
  });
});
