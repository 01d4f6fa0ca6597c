import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { globSync } from 'glob';
import { elementAt } from '../support/elements';

const root = path.join(__dirname, '..', '..');
const CASES = 238;
/** Every folder whose tests may prove a case. */
const TESTS = [
  'test/abuse/**/*.test.ts',
  'test/faults/**/*.fault.ts',
  'test/fuzz/**/*.fuzz.ts',
  'test/browser/**/*.browser.ts',
];
const TITLE_OF_CASE = /(['"`])abuse \d{2,3}/;

const numbers = Array.from({ length: CASES }, (_, i) => String(i + 1).padStart(2, '0'));

/** The files in which each case is proved, as docs/security.md says. */
function documentedCases(): Array<readonly [number: string, files: string[]]> {
  const text = readFileSync(path.join(root, 'docs', 'security.md'), 'utf8');
  const rows = [...text.matchAll(/^\| (\d{2,3}) \| [^|]+ \| ([^|]*) \| [^|]*\|$/gm)];
  return rows.map((row) => [elementAt(row, 1), elementAt(row, 2).split(', ')]);
}

/** The files in which each case has a test, as mocha lists them without running any. */
async function casesTested(files: readonly string[]): Promise<Map<string, Set<string>>> {
  const mocha = path.join(root, 'node_modules', 'mocha', 'bin', 'mocha.js');
  const options = { cwd: root, maxBuffer: 50_000_000, env: { ...process.env, NODE_OPTIONS: '' } };
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [mocha, '--exit', '--dry-run', '--reporter', 'json', ...files],
    options,
  );
  const { tests } = JSON.parse(stdout.slice(stdout.indexOf('{\n'))) as {
    tests: Array<{ title: string; fullTitle: string; file: string }>;
  };
  const found = new Map<string, Set<string>>();
  for (const { title, file } of tests) {
    const [, named = ''] = /^abuse (\d{2,3}(?:, \d{2,3})*): /.exec(title) ?? [];
    for (const number of named ? named.split(', ') : []) {
      const at = path.relative(root, file).split(path.sep).join('/');
      found.set(number, (found.get(number) ?? new Set()).add(at));
    }
  }
  return found;
}

describe('the table of the abuse cases', () => {
  const told = documentedCases();

  it('has a row for each, in order', () => {
    expect(told.map(([number]) => number)).to.deep.equal(numbers);
  });

  it('names for each case exactly the files in which a test has its number', async () => {
    const tested = await casesTested(TESTS);
    const found = numbers.map((number) => [number, [...(tested.get(number) ?? [])].sort()]);
    expect(found).to.deep.equal(told.map(([number, files]) => [number, [...files].sort()]));
  });

  it('is complete: no other test has a case’s number in its title', () => {
    const elsewhere = globSync('test/**/*.test.ts', { cwd: root, ignore: TESTS });
    expect(elsewhere.filter((file) => TITLE_OF_CASE.test(readFileSync(path.join(root, file), 'utf8')))).to.deep.equal(
      [],
    );
  });
});
