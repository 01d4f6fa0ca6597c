import type { Command } from 'commander';
import type { Finding } from './checks/finding';
import type { CommandContext } from './command-context';
import { CommandError } from './command-error';

const WORDS: Readonly<Record<Finding['state'], string>> = { good: 'ok', doubt: 'doubt', fault: 'FAULT' };
const WIDTH = 6;

/** Adds `check`, which looks at everything that the app needs. */
export function addCheckCommand(program: Command, context: CommandContext): void {
  const { terminal } = context;

  async function check({ json }: { json?: boolean }): Promise<void> {
    const { runChecks } = require('./checks/run-checks') as typeof import('./checks/run-checks.js');
    const findings: Finding[] = [];
    for await (const finding of runChecks(context)) {
      findings.push(finding);
      if (!json) terminal.print(`${WORDS[finding.state].padEnd(WIDTH)}${finding.about}: ${finding.message}`);
    }
    if (json) terminal.printJson(findings);
    const faults = findings.filter(({ state }) => state === 'fault').length;
    if (faults > 0) throw new CommandError(faults === 1 ? 'There is one fault.' : `There are ${faults} faults.`);
  }

  program
    .command('check')
    .summary('look whether everything is as it has to be')
    .description(
      'Looks at the settings and at everything that FamiliarFaces needs, and says what to do about each fault. It changes nothing, and works while the app runs or not. The exit code is 1 when there is a fault.',
    )
    .option('--json', 'print JSON')
    .action(check);
}
