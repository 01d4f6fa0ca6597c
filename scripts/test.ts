// Runs the tests on all cores: `npm test`, with mocha's own options after `--`. One file alone: `npx mocha test/house.test.ts`.
import { spawnSync } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { globSync } from 'glob';

/** Each takes up to half a gigabyte. */
const MAX_JOBS = 4;

/** What takes longest, or waits much, so that at the end no core waits for one of them. It is an order only: what is missing runs, too. */
const LONGEST_FIRST = [
  'abuse/slow-clients',
  'abuse/large-galleries',
  'abuse/large-deletions',
  'abuse/import-answers',
  'abuse/import-limits',
  'abuse/supervisor',
  'abuse/quota',
  'abuse/shutdown',
  'account/import/resume',
  'account/import/imports',
  'account/round-trip',
  'abuse/starting',
].map((name) => path.join('test', ...`${name}.test.ts`.split('/')));

/**
 * What hangs on the version of Node and not on the project's own logic alone: native modules, worker threads, the SQLite driver, streams and zips,
 * crypto, `http` and its timeouts, processes and signals. `.ci/run` runs these on the other versions.
 */
const ON_NODE = [
  'abuse/{damaged-entries,load,new-keys,properties-photos,properties-requests,properties-zips,proxies,shutdown,slow-clients,starting,supervisor,unused-space,upload-*,worker-processes}',
  'account/{round-trip,export/**,import/**}',
  'auth/**',
  'catalog/**',
  'concurrency/**',
  'check-node',
  'config',
  'engine/**',
  'scripts/**',
  'server',
  'storage/**',
  'story',
  '{app,web/{assets/**,http/**,responses/**}}',
];

const [which, ...options] = process.argv[2] === '--on-node' ? process.argv.slice(2) : ['all', ...process.argv.slice(2)];
const patterns = which === 'all' ? ['test/**/*.test.ts'] : ON_NODE.map((name) => `test/${name}.test.ts`);
const found = globSync(patterns, { cwd: path.join(__dirname, '..') }).sort();
const longest = LONGEST_FIRST.filter((file) => found.includes(file));
const files = [...longest, ...found.filter((file) => !longest.includes(file))];
const jobs = Math.min(os.availableParallelism(), MAX_JOBS);

const mocha = [require.resolve('mocha/bin/mocha.js'), '--parallel', '--jobs', String(jobs), ...options, ...files];
// The app is started in many processes, and compiled once for all of them.
const env = { ...process.env, TS_NODE_PROJECT: path.join(__dirname, '..', 'tsconfig.cached.json') };
const { status, error } = spawnSync(process.execPath, mocha, {
  cwd: path.join(__dirname, '..'),
  env,
  stdio: 'inherit',
});
if (error) throw error;
process.exitCode = status ?? 1;
