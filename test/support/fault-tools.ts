import { existsSync } from 'node:fs';
import path from 'node:path';

const root = path.join(__dirname, '..', '..');
const isInstalled = (tool: string) =>
  (process.env['PATH'] ?? '').split(path.delimiter).some((folder) => existsSync(path.join(folder, tool)));

/** The compiled app: it starts in a quarter of the time that TypeScript takes. */
export const COMPILED = [process.execPath, 'dist/server.js'] as const;

/** @throws one sentence that says what to install, when the faults can't be made on this machine */
export function requireFaultTools(...tools: string[]): void {
  if (process.getuid?.() !== 0)
    throw new Error('The faults are made with mounts and strace: run npm run test:faults as root.');
  const missing = tools.filter((tool) => !isInstalled(tool));
  if (missing.length > 0)
    throw new Error(`${missing.join(' and ')} can't be found: apt-get install ${missing.join(' ')}`);
  if (!existsSync(path.join(root, 'dist', 'server.js')))
    throw new Error('There is no compiled app to test: npm run build');
}
