import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { expect } from 'chai';
import { CommandError } from '../../src/cli/command-error';
import { Terminal } from '../../src/cli/terminal';

/** A process with streams of its own. */
function fakeProcess({ isTTY = false }) {
  const stream = () => Object.assign(new PassThrough(), { isTTY, columns: 80 });
  const [stdin, stdout, stderr] = [stream(), stream(), stream()];
  const exits: number[] = [];
  const owner = Object.assign(new EventEmitter(), {
    ...{ stdin, stdout, stderr },
    exit: (code: number) => void exits.push(code),
  });
  const said = () => ({ stdout: String(stdout.read() ?? ''), stderr: String(stderr.read() ?? '') });
  return { owner, said, exits, terminal: new Terminal(owner as unknown as NodeJS.Process) };
}

describe('the terminal of a command', () => {
  it('takes y and yes for a yes, and all else for a no', async () => {
    for (const [typed, isYes] of [
      ['y', true],
      [' YES ', true],
      ['', false],
      ['yesterday', false],
    ] as const) {
      const { owner, terminal, said } = fakeProcess({ isTTY: true });
      const answer = terminal.confirm('Delete Ada?', 'Add --yes.');
      owner.stdin.write(`${typed}\n`);
      expect(await answer, typed).to.equal(isYes);
      expect(said().stderr).to.contain('Delete Ada? [y/N]');
    }
  });

  it('takes the end of the input for a no, and Ctrl-C for an end', async () => {
    const [ended, broken] = [fakeProcess({ isTTY: true }), fakeProcess({ isTTY: true })];
    const no = ended.terminal.confirm('Delete Ada?', 'Add --yes.');
    ended.owner.stdin.end();
    expect(await no).to.equal(false);
    const none = broken.terminal.confirm('Delete Ada?', 'Add --yes.').catch((error) => error.name);
    broken.owner.stdin.write('\u0003');
    expect([await none, broken.terminal.signaled]).to.deep.equal(['AbortError', 130]);
  });

  it('asks nobody where nobody answers', async () => {
    const { terminal } = fakeProcess({});
    const fault = await terminal.confirm('Delete Ada?', 'Add --yes.').catch((error) => error);
    expect(fault).to.be.instanceOf(CommandError).and.to.include({ message: 'Add --yes.', exitCode: 2 });
  });

  it('shows a bar to people, and ten lines to whoever reads a log', () => {
    const [log, person] = [fakeProcess({}), fakeProcess({ isTTY: true })];
    for (const { terminal } of [log, person]) {
      const progress = terminal.progress('Adding photos', 200);
      for (let done = 0; done <= 200; done++) progress.update(done);
      progress.end();
    }
    const lines = log.said().stderr.trimEnd().split('\n');
    expect(lines).to.have.length(10);
    expect([lines[0], lines[9]]).to.deep.equal(['Adding photos: 20 of 200', 'Adding photos: 200 of 200']);
    expect(person.said().stderr).to.contain('Adding photos').and.to.contain('200 of 200');
  });

  it('sends no name to a terminal that it would take as an order', () => {
    const { terminal, said } = fakeProcess({ isTTY: true });
    terminal.print('Ada\u001b[2J\u202e');
    terminal.note('\u009b31m');
    expect(said()).to.deep.equal({ stdout: 'Ada\\u001b[2J\\u202e\n', stderr: '\\u009b31m\n' });
  });

  it('asks a command to end at the first Ctrl-C, and ends it at the second', () => {
    const { owner, terminal, exits } = fakeProcess({ isTTY: true });
    expect(terminal.signal.aborted).to.equal(false);
    owner.emit('SIGINT');
    expect([terminal.signal.aborted, terminal.signaled, exits]).to.deep.equal([true, 130, []]);
    owner.emit('SIGINT');
    expect(exits).to.deep.equal([130]);
  });
});
