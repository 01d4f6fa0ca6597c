// Loaded into an app before its own code (node --require): notes each time that its event loop was held, as a line "<when> <for how
// long>" in milliseconds, in the file LOOP_METER. The time that the thread waited for a core doesn't count, so that other work on the
// machine doesn't (Linux; elsewhere it does).
const fs = require('node:fs');
const { isMainThread } = require('node:worker_threads');

const TICK_MS = 5;
const NOTED_MS = 20;

const file = process.env.LOOP_METER;
if (file && isMainThread) {
  // The app's own processes are no part of it.
  delete process.env.LOOP_METER;
  const times = `/proc/${process.pid}/task/${process.pid}/schedstat`;
  /** Milliseconds for which the thread had work and no core. */
  const waited = () => (fs.existsSync(times) ? Number(fs.readFileSync(times, 'latin1').split(' ')[1]) / 1e6 : 0);
  let last = performance.now() - waited();
  setInterval(() => {
    const held = performance.now() - waited() - last;
    if (held >= NOTED_MS) fs.appendFileSync(file, `${Date.now()} ${Math.round(held)}\n`);
    last = performance.now() - waited();
  }, TICK_MS).unref();
}
