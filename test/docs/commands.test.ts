import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { globSync } from 'glob';

const root = path.join(__dirname, '..', '..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const scripts: string[] = Object.keys(JSON.parse(read('package.json')).scripts);
/** npm runs it by itself. */
const AUTOMATIC = ['postinstall'];
/** Commands that npm has names of its own for. */
const SHORT = ['start', 'test'];

const NAMED = /`[^`\n]*\bnpm (?:run (?:--silent )?([\w:]+)|(start|test)\b)/g;
const commandsIn = (file: string) => [...read(file).matchAll(NAMED)].map(([, long, short]) => long ?? short ?? '');

describe('the commands', () => {
  it('stand in CONTRIBUTING.md, each with what it does', () => {
    const missing = scripts.filter((name) => {
      const command = SHORT.includes(name) ? `npm ${name}` : `npm run (?:--silent )?${name}`;
      return !AUTOMATIC.includes(name) && !new RegExp(`^\\| \`${command}[ \`]`, 'm').test(read('CONTRIBUTING.md'));
    });
    expect(missing).to.deep.equal([]);
  });

  it('exist, wherever a page names one', () => {
    const pages = globSync('{*.md,docs/**/*.md,.github/**/*.md}', { cwd: root, dot: true, posix: true });
    const unknown = pages.flatMap((page) =>
      commandsIn(page)
        .filter((name) => !scripts.includes(name))
        .map((name) => `${page}: ${name}`),
    );
    expect(commandsIn('CONTRIBUTING.md')).to.include.members(['routes', 'bench', 'test']);
    expect(unknown).to.deep.equal([]);
  });
});
