// bench/app.ts loads this into the app's process: it answers a message with the longest delay of the event loop, and how many statements
// the database ran, since the last one.
const { createRequire } = require('node:module');
const { monitorEventLoopDelay } = require('node:perf_hooks');

const monitor = monitorEventLoopDelay({ resolution: 1 });
monitor.enable();

let statements = 0;
const EXECUTING = ['run', 'get', 'all', 'iterate'];

/** Counts how often a statement is run. Its own methods can't be replaced. */
const counted = (statement) =>
  new Proxy(statement, {
    get: (target, name) => {
      const value = target[name];
      if (typeof value !== 'function') return value;
      return (...values) => {
        if (EXECUTING.includes(name)) statements += 1;
        return value.apply(target, values);
      };
    },
  });

// The app's own copy: an earlier state may have another one.
const appRequire = createRequire(process.argv[1]);
const sqlite = appRequire('@photostructure/sqlite');
class CountedDatabase extends sqlite.DatabaseSync {
  prepare(sql) {
    return counted(super.prepare(sql));
  }
}
require.cache[appRequire.resolve('@photostructure/sqlite')].exports = { ...sqlite, DatabaseSync: CountedDatabase };

process.on('message', () => {
  process.send({ longestMs: monitor.max / 1e6, statements });
  monitor.reset();
  statements = 0;
});
