// bench/app.ts loads this into the app's process: it answers a message with the longest delay of the event loop since the last one.
const { monitorEventLoopDelay } = require('node:perf_hooks');

const monitor = monitorEventLoopDelay({ resolution: 1 });
monitor.enable();
process.on('message', () => {
  process.send({ longestMs: monitor.max / 1e6 });
  monitor.reset();
});
