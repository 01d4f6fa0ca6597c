// A transpiler for ts-node that keeps what it made in node_modules/.cache, for the tests (tsconfig.cached.json): they start the app in some hundred
// processes, and most of a start is TypeScript being compiled anew.
const { createHash } = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');

const folder = path.join(__dirname, '..', 'node_modules', '.cache', 'transpiled');

/** Called by ts-node, with the options of the tsconfig: https://typestrong.org/ts-node/docs/transpilers#writing-your-own-integration */
exports.create = ({ service: { config } }) => {
  const ts = require('typescript');
  const settings = JSON.stringify([ts.version, config.options]);
  fs.mkdirSync(folder, { recursive: true });
  return {
    transpile(source, { fileName }) {
      const key = createHash('sha1').update(`${settings}\n${fileName}\n${source}`).digest('hex');
      const kept = path.join(folder, `${key}.json`);
      try {
        return JSON.parse(fs.readFileSync(kept, 'utf8'));
      } catch {
        const { outputText, sourceMapText } = ts.transpileModule(source, { fileName, compilerOptions: config.options });
        const made = { outputText, sourceMapText };
        // Processes that make the same at the same time mustn't read each other's halves.
        fs.writeFileSync(`${kept}.${process.pid}`, JSON.stringify(made));
        fs.renameSync(`${kept}.${process.pid}`, kept);
        return made;
      }
    },
  };
};
