// Loaded into the app's process by bench/app.ts: tells, when asked, how long the event loop was held up at most.
const { monitorEventLoopDelay } = require('node:perf_hooks');

const monitor = monitorEventLoopDelay({ resolution: 1 });
monitor.enable();
process.on('message', () => {
  process.send({ longestMs: monitor.max / 1e6 });
  monitor.reset();
});
