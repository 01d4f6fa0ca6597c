import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { elementAt } from './support/elements';

interface Locked {
  name?: string;
  version: string;
  integrity?: string;
  resolved?: string;
  link?: boolean;
  dev?: boolean;
  hasInstallScript?: boolean;
}

/** Dependencies that have had an advisory: the version with all fixes so far, and the last advisory. */
const ADVISORIES: ReadonlyArray<readonly [name: string, least: string, advisory: string]> = [
  ['adm-zip', '0.6.1', 'CVE-2026-76845: damage by a zip; before it, CVE-2026-39244: memory by a zip'],
  ['brace-expansion', '5.0.9', 'CVE-2026-69152: memory by a pattern'],
  ['busboy', '1.0.0', 'CVE-2022-24434: a header ends the process; it was in dicer, which 1.0 does without'],
  ['debug', '4.4.3', '4.4.2 was malware (September 2025)'],
  ['form-data', '4.0.6', 'CVE-2026-12143: lines of a header by a field’s name'],
  ['handlebars', '4.7.9', 'CVE-2026-33937 and five others: scripts by a template’s tree'],
  ['jose', '4.15.5', 'CVE-2024-28176: memory by a packed JWE'],
  ['koa', '3.1.2', 'CVE-2026-27959: a host that is another; before it, CVE-2025-8129: redirects that lead off (3.0.1)'],
  ['kysely', '0.28.17', 'CVE-2026-44635: SQL by a path in JSON'],
  ['lodash.merge', '4.6.2', 'CVE-2018-16487: changed prototypes'],
  ['minimatch', '10.2.3', 'CVE-2026-27904: a regular expression that never ends'],
  ['minimist', '1.2.6', 'CVE-2021-44906: changed prototypes'],
  [
    'multer',
    '2.4.0',
    'CVE-2026-77063: files beyond the limit (2.3.0); CVE-2026-5079: nested names (2.2.0); CVE-2026-2359: uploads that break off (2.1.0)',
  ],
  ['node-fetch', '2.6.7', 'CVE-2022-0235: cookies sent to another host'],
  ['passport', '0.6.0', 'CVE-2022-25896: a session that outlives the sign-in'],
  ['path-to-regexp', '8.4.0', 'CVE-2026-4926: a regular expression that never ends'],
  ['protobufjs', '8.6.6', 'CVE-2026-59877: damage by a schema; CVE-2026-44291: scripts by a schema (8.0.2)'],
  ['qs', '6.15.2', 'CVE-2026-8723: a fault thrown; CVE-2026-2391: memory by commas (6.14.2)'],
  ['semver', '7.5.2', 'CVE-2022-25883: a regular expression that never ends'],
  ['sharp', '0.35.0', 'GHSA-f88m-g3jw-g9cj: four of libvips, CVE-2026-33327 among them; CVE-2023-4863: WebP (0.32.6)'],
  ['yauzl', '3.2.1', 'CVE-2026-31988: a time in a zip ends the process'],
  ['zod', '3.22.3', 'CVE-2023-4316: a regular expression that never ends'],
];

/** npm runs these when it installs a package, and node-gyp where there is a binding.gyp. */
const INSTALLING = ['preinstall', 'install', 'postinstall'];

/** The folders of packages that are part of the project. */
const OWN = /^packages\/[\w-]+$/;

const read = (file: string) => JSON.parse(readFileSync(path.join(__dirname, '..', file), 'utf8'));

/** Whether an exact version is at least another; prereleases (`-beta`) don't count. */
function isAtLeast(version: string, least: string): boolean {
  const numbers = (text: string) => (/^\d+\.\d+\.\d+$/.test(text) ? text.split('.').map(Number) : []);
  const [one, other] = [numbers(version), numbers(least)];
  const differing = one.findIndex((number, i) => number !== other[i]);
  return one.length === 3 && (differing < 0 || elementAt(one, differing) > elementAt(other, differing));
}

describe('the app’s dependencies', () => {
  const { lockfileVersion, packages } = read('package-lock.json') as {
    lockfileVersion: number;
    packages: Record<string, Locked>;
  };
  const locked = Object.entries(packages).filter(([place]) => place !== '');
  const nameOf = ([place, { name }]: [string, Locked]) => name ?? place.split('node_modules/').at(-1) ?? '';

  it('have their versions compared as npm does', () => {
    for (const [one, other] of [
      ['1.10.0', '1.9.9'],
      ['2.0.0', '1.99.99'],
      ['1.2.3', '1.2.3'],
    ] as const)
      expect(isAtLeast(one, other), `${one}, ${other}`).to.equal(true);
    for (const [one, other] of [
      ['1.9.9', '1.10.0'],
      ['1.2.3', '1.2.4'],
      ['2.0.0-beta.1', '1.0.0'],
    ] as const)
      expect(isAtLeast(one, other), `${one}, ${other}`).to.equal(false);
  });

  for (const [name, least, advisory] of ADVISORIES) {
    it(`have ${name} at ${least} or above, in every copy (${advisory})`, () => {
      const copies = locked.filter((each) => nameOf(each) === name).map(([place, { version }]) => ({ place, version }));
      expect(copies.length, 'not in the lock file any more: take it out of this table').to.be.above(0);
      expect(copies.filter(({ version }) => !isAtLeast(version, least))).to.deep.equal([]);
    });
  }

  it('are pinned: each version exact, each content by its hash, nothing from Git, plain http, or a folder but our own', () => {
    expect(lockfileVersion).to.equal(3);
    expect(locked.length).to.be.above(300);
    const isOwn = ([place, { link, resolved = '' }]: [string, Locked]) =>
      OWN.test(place) || (link === true && OWN.test(resolved));
    for (const [place, { version, integrity, resolved, link }] of locked.filter((each) => !isOwn(each))) {
      expect(version, place).to.match(/^\d+\.\d+\.\d+(-[\w.-]+)?$/);
      expect(integrity, place).to.match(/^sha512-[\w+/]{86}==$/);
      expect(resolved ?? 'https://', place).to.match(/^https:\/\/(?!.*\.git\b)/);
      expect(link, place).to.equal(undefined);
    }
  });

  it('run no install script: each package that has one is decided on, and npm 10 is told of none', () => {
    const { allowScripts, dependencies, devDependencies } = read('package.json');
    const hasScript = ([place]: [string, Locked]) => {
      const installed = path.join(__dirname, '..', place);
      if (!existsSync(installed)) return false; // for another platform
      const { scripts = {} } = read(path.join(place, 'package.json')) as { scripts?: Record<string, string> };
      return INSTALLING.some((name) => name in scripts) || existsSync(path.join(installed, 'binding.gyp'));
    };
    const scripted = [...new Set(locked.filter(hasScript).map(nameOf))];
    expect(Object.keys(allowScripts)).to.have.members(scripted);
    expect(Object.values(allowScripts)).to.deep.equal(scripted.map(() => false));
    expect(
      locked.filter(([, { hasInstallScript }]) => hasInstallScript).map(nameOf),
      'npm 10 runs what is marked: take `hasInstallScript` out of package-lock.json',
    ).to.deep.equal([]);
    for (const [name, range] of Object.entries({ ...dependencies, ...devDependencies }))
      expect(range, name).to.match(/^(npm:[@\w/.-]+@)?\^?\d+\.\d+(\.\d+)?$|^file:packages\/[\w-]+$/);
  });
});
