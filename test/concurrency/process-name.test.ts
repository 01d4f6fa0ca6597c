import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { expect } from 'chai';
import { hasEnded, PROCESS_NAME } from '../../src/concurrency/process-name';

const file = path.join(__dirname, '..', '..', 'src', 'concurrency', 'process-name.ts');

describe('the name of a process', () => {
  it('tells whether the process has ended, as long as it is on this machine', () => {
    expect(hasEnded(PROCESS_NAME)).to.equal(false);
    const code = `console.log(require(${JSON.stringify(file)}).PROCESS_NAME)`;
    const dead = execFileSync(process.execPath, ['-r', 'ts-node/register/transpile-only', '-e', code], {
      encoding: 'utf8',
    }).trim();
    expect(hasEnded(dead)).to.equal(true);
    const [, pid = ''] = PROCESS_NAME.split('-');
    expect(hasEnded(dead.replace(/-\d+-/, `-${process.ppid}-`)), 'its parent').to.equal(false);
    expect(hasEnded(dead.replace(/-\d+-/, `-${pid}-`)), 'an earlier one with the same number').to.equal(true);
    expect(hasEnded(dead.replace(/^./, (digit) => (digit === '0' ? '1' : '0'))), 'of another machine').to.equal(false);
    expect(hasEnded('upload-12')).to.equal(false);
  });
});
