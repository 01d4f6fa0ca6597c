#!/usr/bin/env node
// The command line: `npx familiar-faces --help` says what it does.
require('./check-node');
const { existsSync } = require('node:fs');
const path = require('node:path');

// In production the compiled app runs; elsewhere TypeScript is compiled as it is loaded, whatever folder the command is called in.
if (process.env.NODE_ENV !== 'production' && existsSync(path.join(__dirname, 'src'))) {
  process.env.TS_NODE_PROJECT ??= path.join(__dirname, 'tsconfig.json');
  require('ts-node/register/transpile-only');
  require('./src/cli/main.ts');
} else if (existsSync(path.join(__dirname, 'dist', 'cli', 'main.js'))) {
  require('./dist/cli/main.js');
} else {
  console.error('FamiliarFaces has not been built for production yet: run `npm run build` first.');
  process.exitCode = 1;
}
