// npm run build: compiles src/ into dist/, and copies everything that isn't TypeScript there: the views and the assets.
import { execFileSync } from 'node:child_process';
import { cpSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';

const root = path.join(__dirname, '..');
const [source, target] = [path.join(root, 'src'), path.join(root, 'dist')];

rmSync(target, { recursive: true, force: true });
execFileSync(process.execPath, [require.resolve('typescript/bin/tsc'), '-p', path.join(root, 'tsconfig.build.json')], {
  stdio: 'inherit',
});
cpSync(source, target, { recursive: true, filter: (file) => statSync(file).isDirectory() || !file.endsWith('.ts') });
