// In production the compiled app runs; elsewhere TypeScript is compiled as it is loaded.
if (process.env.NODE_ENV === 'production') {
  require('./dist/server.js');
} else {
  require('ts-node/register/transpile-only');
  require('./src/server.ts');
}
