import path from 'node:path';
import { expect } from 'chai';
import { Kysely, Migrator, sql } from 'kysely';
import { openCatalog } from '../../src/catalog/catalog';
import { lockDataDir } from '../../src/catalog/data-lock';
import { migrations } from '../../src/catalog/migrations';
import { sqliteDialect } from '../../src/catalog/sqlite-dialect';
import { temporaryFolder } from '../support/app-process';
import { type CommandEnd, runCommand } from '../support/cli';

const STEPS = Object.keys(migrations).sort();
const LATEST = String(STEPS.at(-1));
/** That of the released version. */
const OLD = '014-uploaded-sizes';

/** A data folder as an older version has left it. */
async function oldFolder(): Promise<string> {
  const dataDir = temporaryFolder();
  const catalog = new Kysely({ dialect: sqliteDialect(path.join(dataDir, 'catalog.sqlite')) });
  const provider = { getMigrations: async () => migrations };
  const { error } = await new Migrator({ db: catalog, provider }).migrateTo(OLD);
  if (error) throw error;
  await catalog.destroy();
  return dataDir;
}

describe('familiar-faces migrate', () => {
  let dataDir: string;
  before(async () => {
    dataDir = await oldFolder();
  });
  const run = (...args: string[]): Promise<CommandEnd> => runCommand(args, { DATA_DIR: dataDir });

  it('is asked for by other commands, which leave an older catalog as it is', async () => {
    const { code, stderr } = await run('users', 'list');
    expect([code, stderr.includes('bring it to this version with `familiar-faces migrate`')]).to.deep.equal([1, true]);
    const { stdout } = await run('migrate', '--dry-run');
    expect(stdout).to.contain(`would be brought from ${OLD} to ${LATEST}`).and.to.contain('\n  015-memberships\n');
  });

  it('changes nothing while the app runs', async () => {
    const lock = await lockDataDir(dataDir);
    const { code, stderr } = await run('migrate');
    lock.close();
    expect([code, stderr.includes('stop it first')]).to.deep.equal([3, true]);
  });

  it('says from which version to which, and does nothing a second time', async () => {
    const { code, stdout } = await run('migrate', '--json');
    const steps = STEPS.filter((name) => name > OLD);
    expect([code, JSON.parse(stdout)]).to.deep.equal([0, { from: OLD, to: LATEST, steps, isDone: true }]);
    expect((await run('migrate')).stdout).to.equal(`The catalog is of this version already (${LATEST}).\n`);
    expect((await run('users', 'list')).code).to.equal(0);
  });

  it('says so of a newer catalog, like every other command', async () => {
    const catalog = await openCatalog(dataDir);
    await sql`insert into kysely_migration values ('999-albums', '2030-01-01')`.execute(catalog);
    await catalog.destroy();
    for (const args of [['migrate'], ['users', 'list'], ['export', '--user', 'Ada']]) {
      const { code, stderr } = await run(...args);
      expect(code, args.join(' ')).to.equal(1);
      expect(stderr).to.contain('used by a newer FamiliarFaces (999-albums): start that version, or restore a backup');
    }
  });
});
