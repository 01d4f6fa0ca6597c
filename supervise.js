// Runs the app and starts it again after a crash: a fault in native code (pictures, networks) ends the whole process, and nothing inside can help that.
require('./check-node');
const { spawn } = require('node:child_process');
const os = require('node:os');
const path = require('node:path');
const { flags } = require('./start-flags');

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30000;
// Who ran this long has not crashed for a reason that is there at every start.
const RAN_WELL_MS = 60000;
const LOOK_MS = 500;

let child;
let stopping = false;
// Whether it has ever been ready: what couldn't start before will not the next time either, and has said why.
let hasStarted = false;
let pause = FIRST_PAUSE_MS;

function start() {
  const startedAt = performance.now();
  // By the channel the app says that it is ready, and learns when this process is gone.
  child = spawn(process.execPath, [...flags, path.join(__dirname, 'server.js')], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  child.once('message', () => {
    hasStarted = true;
  });
  child.once('exit', (code, signal) => {
    if (stopping || code === 0 || (signal === null && !hasStarted))
      process.exit(signal === null ? code : 128 + os.constants.signals[signal]);
    startAgain(signal === null ? `exit code ${code}` : signal, performance.now() - startedAt);
  });
  // The machine has no memory or process left; then there is no exit either.
  child.once('error', (error) => startAgain(error.message, 0));
}

function startAgain(reason, ranMs) {
  child = undefined;
  if (ranMs > RAN_WELL_MS) pause = FIRST_PAUSE_MS;
  console.error(`FamiliarFaces crashed (${reason}). Restarting in ${pause / 1000} s.`);
  setTimeout(start, pause);
  pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
}

function stop(signal) {
  stopping = true;
  if (child) child.kill(signal);
  else process.exit(0); // between two starts
}

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => stop(signal));

// npm's shell ends with it, and passes no signal on: that of npm start, or of npx familiar-faces serve.
if (['start', 'npx'].includes(process.env.npm_lifecycle_event)) {
  const { ppid } = process;
  setInterval(() => stopping || process.ppid === ppid || stop('SIGTERM'), LOOK_MS).unref();
}

start();
