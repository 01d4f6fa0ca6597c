require('./check-node');
const { existsSync } = require('node:fs');
const path = require('node:path');

// Loading takes a second, in which a signal would end the process as it stands: it waits until src/server.ts listens to it.
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => {});

// In production the compiled app runs; elsewhere TypeScript is compiled as it is loaded.
if (process.env.NODE_ENV !== 'production') {
  require('ts-node/register/transpile-only');
  require('./src/server.ts');
} else if (existsSync(path.join(__dirname, 'dist', 'server.js'))) {
  require('./dist/server.js');
} else {
  console.error('The app has not been built for production yet: run `npm run build` first.');
  process.exitCode = 1;
}
