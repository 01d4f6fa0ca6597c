import os from 'node:os';

// The first import of a worker's program: it makes the process the app's, before anything else takes its time.

/** Added to the niceness of workers: pages come before photos. */
const NICE = 10;
const LEAST_NICE = 19;

// A signal to the app's whole group of processes, as from Ctrl-C, is the app's to follow: it may have photos to finish.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
// However the app ends.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
// Threads that are there already keep their priority. Windows has other numbers, and is left as it is.
if (process.platform !== 'win32') os.setPriority(Math.min(os.getPriority() + NICE, LEAST_NICE));
