import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { globSync } from 'glob';

const root = path.join(__dirname, '..', '..');
const ENDINGS = '(?:ts|js|json|sh|css|handlebars|md|svg|png)';
/** Names that look like files but are in no commit: what an app writes or answers, and packages. */
const NO_FILES = ['people.json', '/api/openapi.json', 'dist/server.js', 'face-api.js'];

/** The repository's files, without what is installed, built or kept beside them. */
const files = globSync('**/*', {
  cwd: root,
  dot: true,
  nodir: true,
  posix: true,
  ignore: ['{.git,node_modules,dist,data}/**', '.git'],
});
const pages = files.filter((file) => file.endsWith('.md'));
const baseNames = new Set(files.map((file) => path.basename(file)));

const read = (page: string) => readFileSync(path.join(root, page), 'utf8');

/** The address of a heading within its page, as hosting services make it. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .trim()
    .replaceAll(' ', '-');

const anchorsIn = (page: string) =>
  [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchorOf(heading ?? ''));

function isLinkBroken(page: string, target: string): boolean {
  const [file = '', anchor] = target.split('#');
  const linked = file ? path.join(path.dirname(page), file) : page;
  if (!existsSync(path.join(root, linked))) return true;
  return anchor !== undefined && !anchorsIn(linked).includes(anchor);
}

/** A file may be named from the repository's root, from `src`, from the page's own folder, or by its name alone. */
function isFileMissing(page: string, named: string): boolean {
  if (NO_FILES.includes(named)) return false;
  if (!named.includes('/')) return !baseNames.has(named);
  return !['', 'src', path.dirname(page)].some((folder) => existsSync(path.join(root, folder, named)));
}

/** All that a pattern's first group finds in the pages and that a check rejects, as `page: what`. */
function faultsIn(pattern: RegExp, isWrong: (page: string, found: string) => boolean): string[] {
  return pages.flatMap((page) =>
    [...read(page).matchAll(pattern)]
      .map(([, found = '']) => found)
      .filter((found) => isWrong(page, found))
      .map((found) => `${page}: ${found}`),
  );
}

describe('the Markdown pages', () => {
  it('link to files and headings that exist', () => {
    expect(pages.length).to.be.above(5);
    expect(faultsIn(/\]\((?!https?:|mailto:)([^)\s]+)\)/g, isLinkBroken)).to.deep.equal([]);
  });

  it('name files in code that exist', () => {
    expect(
      faultsIn(new RegExp(`\`([\\w./-]*[\\w-]\\.${ENDINGS})(?:#[^\`]*|:\\d+)?\``, 'g'), isFileMissing),
    ).to.deep.equal([]);
  });

  it('name folders of the repository that exist', () => {
    const isMissing = (_page: string, folder: string) => !existsSync(path.join(root, folder));
    expect(faultsIn(/`((?:src|test|scripts|bench|docs)\/[\w/-]*)`/g, isMissing)).to.deep.equal([]);
  });
});
