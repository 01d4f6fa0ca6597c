import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { createProgram } from '../../src/cli/program';
import { Terminal } from '../../src/cli/terminal';
import { temporaryFolder } from '../support/app-process';
import { runCommand } from '../support/cli';

const SENTENCES = /^[A-Z].*\.$/;

const program = createProgram({
  terminal: new Terminal(process),
  readSettings: () => {
    throw new Error('A help text needs no settings.');
  },
});

describe('familiar-faces', () => {
  it('describes every command in sentences, and every option', () => {
    for (const command of program.commands.flatMap((each) => [each, ...each.commands])) {
      expect(command.description(), command.name()).to.match(SENTENCES);
      for (const { description, long } of command.options)
        expect(description, `${command.name()} ${long}`).to.not.equal('');
    }
  });

  it('has a file for each command', () => {
    const files = readdirSync(path.join(__dirname, '..', '..', 'src', 'cli')).filter((name) =>
      name.endsWith('-command.ts'),
    );
    const names = program.commands.map((command) => `${command.name()}-command.ts`);
    expect(names.sort()).to.deep.equal(files.sort());
  });

  it('says wrong usage in a sentence and ends with 2', async () => {
    const cases: Array<[args: string[], says: string]> = [
      [[], 'Usage: familiar-faces'],
      [['servw'], "Unknown command 'servw'\n(Did you mean serve?)\nSee --help.\n"],
      [['export', 'a.zip', 'b.zip'], "Too many arguments for 'export'. Expected 1 argument but got 2"],
      [['import', 'x', '--user'], "Option '--user <who>' argument missing"],
    ];
    for (const [args, says] of cases) {
      const { code, stdout, stderr } = await runCommand(args);
      expect([code, stdout], args.join(' ')).to.deep.equal([2, '']);
      expect(stderr).to.contain(says);
    }
  });

  it('helps in any folder, and says there what is missing', async () => {
    const folder = temporaryFolder();
    expect(await runCommand(['help', 'recognize'], {}, { folder })).to.deep.include({ code: 0, stderr: '' });
    const { code, stderr } = await runCommand(['users', 'list'], { DATA_DIR: 'nowhere' }, { folder });
    expect(code).to.equal(1);
    expect(stderr).to.contain(`${path.join('nowhere')}, where FamiliarFaces has stored nothing yet: start it once`);
    expect(readdirSync(folder)).to.deep.equal([]);
  });
});
