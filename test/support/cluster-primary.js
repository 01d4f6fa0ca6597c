// Runs processes of the app that share a port, and restarts them as a process manager does: a new one is ready before an old one is told to end.
// It is told what to do by messages, and answers each with what came of it.
const cluster = require('node:cluster');
const { once } = require('node:events');

const [, , exec, count] = process.argv;
cluster.setupPrimary({ exec, args: [] });

/** Those that are ready. */
const workers = [];

async function start() {
  const worker = cluster.fork();
  const ready = new Promise((resolve) => worker.on('message', (message) => message === 'ready' && resolve()));
  const ended = once(worker, 'exit');
  await Promise.race([ready, ended.then(([code]) => Promise.reject(new Error(`It ended with ${code}.`)))]);
  workers.push(worker);
}

/** @returns its exit code, or the signal that ended it */
async function end(worker, signal) {
  workers.splice(workers.indexOf(worker), 1);
  const ended = once(worker, 'exit');
  worker.process.kill(signal);
  const [code, by] = await ended;
  return code ?? by;
}

const deeds = {
  async start() {
    while (workers.length < count) await start();
  },
  async reload() {
    const codes = [];
    for (const old of [...workers]) {
      await start();
      codes.push(await end(old, 'SIGINT'));
    }
    return codes;
  },
  kill: () => end(workers[Math.floor(Math.random() * workers.length)], 'SIGKILL'),
  end: () => Promise.all([...workers].map((worker) => end(worker, 'SIGINT'))),
};

process.on('message', async ({ deed }) => {
  const result = await deeds[deed]().catch((error) => ({ error: String(error) }));
  process.send({ result });
});
