import { expect } from 'chai';
import pino from 'pino';
import { terminalLog } from '../src/terminal-log';

/** What a person at a terminal reads of a log. */
function printed(showsAll: boolean, use: (log: pino.Logger) => void): string[] {
  const texts: string[] = [];
  use(
    pino(
      { level: 'debug' },
      terminalLog((text) => texts.push(text), showsAll),
    ),
  );
  return texts.map((text) => text.replace(/^\d\d:\d\d:\d\d /, ''));
}

const requests = (log: pino.Logger) => {
  for (const [method, path, status] of [
    ['GET', '/', 200],
    ['GET', '/assets/app.js', 304],
    ['GET', '/login', 303],
    ['GET', '/nowhere', 404],
    ['POST', '/images', 303],
  ])
    log.info({ requestId: 'x', ip: '::1', method, path, status, ms: 12.34 }, 'request answered');
};

describe('terminalLog', () => {
  it('shows of requests those that failed or changed something, in a short line', () => {
    expect(printed(false, requests)).to.deep.equal(['GET /nowhere 404 12 ms\n', 'POST /images 303 12 ms\n']);
    expect(printed(true, requests)).to.have.length(5);
  });

  it('shows no character that a terminal takes as an order', () => {
    const orders = '\u001b]0;evil\u0007\u009b31m\r\u202e\u2028';
    const [line, warning] = printed(true, (log) => {
      log.info({ method: 'GET', path: `/${orders}`, status: 404, ms: 1, leftOut: 3 }, 'request answered');
      log.warn({ err: new Error(orders) }, orders);
    });
    expect(line).to.equal(
      'GET /\\u001b]0;evil\\u0007\\u009b31m\\u000d\\u202e\\u2028 404 1 ms, and 3 more like it before\n',
    );
    for (const text of [line, warning]) expect(text).not.to.match(/(?!\n)[\p{Cc}\p{Cf}\u2028]/u);
  });

  it('shows warnings and errors with what caused them, and no JSON', () => {
    const lines = printed(false, (log) => {
      log.info('shutting down');
      log.warn({ err: new Error('no route') }, 'failed to reach the provider');
      log.error({ err: new Error('disk gone') }, 'request failed');
    });
    expect(lines.slice(0, 2)).to.deep.equal([
      'shutting down\n',
      'warning: failed to reach the provider \n  no route\n',
    ]);
    expect(lines[2]).to.match(/^error: request failed \n {2}Error: disk gone\n {6}at /);
  });
});
