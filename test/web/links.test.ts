import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { globSync } from 'glob';
import { StartError } from '../../src/start-error';
import type { Context } from '../../src/web/context';
import { inGallery, linkTo, rootOf, unlinked } from '../../src/web/links';
import { readBasePath, requireFreePath } from '../../src/web/middleware/base-path';

const SOURCE = path.join(__dirname, '..', '..', 'src');
const sourcesOf = (pattern: string, ignore: string[] = []) =>
  globSync(pattern, { cwd: SOURCE, ignore, posix: true }).map((file) => ({
    file,
    text: readFileSync(path.join(SOURCE, file), 'utf8'),
  }));

/** Their slashes stand in paths of files. */
const PATHS_OF_FILES = ['core/links.js', 'core/dropped-files.js', 'enrolment/folder-preview.js', 'paths/**'].map(
  (file) => `browser/${file}`,
);

/** What a request for an address is, once its base path has been read. */
async function read(address: string, publicUrl: string) {
  const url = new URL(address, 'http://localhost');
  const led: string[] = [];
  const ctx = {
    method: 'GET',
    path: url.pathname,
    search: url.search,
    state: {},
    redirect: (to: string) => void led.push(to),
  };
  await readBasePath(publicUrl)(ctx as unknown as Context, async () => {});
  return { ...ctx.state, path: ctx.path, led };
}

describe('links', () => {
  const plain = { state: { base: '/faces' } };
  const gallery = { state: { base: '/faces/g/k3x', galleryHandle: 'k3x' } };

  it('have before them what the request’s address has', () => {
    expect(linkTo(plain, '/people')).to.equal('/faces/people');
    expect(linkTo(gallery, '/people')).to.equal('/faces/g/k3x/people');
    expect(linkTo(gallery, 'https://id.example.org/')).to.equal('https://id.example.org/');
    expect(linkTo({}, '/people')).to.equal('/people');
    expect([rootOf(plain), rootOf(gallery), rootOf({})]).to.deep.equal(['/faces', '/faces', '']);
    expect([inGallery(plain, '/a'), inGallery(gallery, '/a')]).to.deep.equal(['/a', '/g/k3x/a']);
  });

  it('lose it again, if they are below', () => {
    expect(unlinked(gallery, '/faces/g/k3x/people?a=b')).to.equal('/people?a=b');
    for (const outside of ['/faces/people', '/faces/g/k3xy/people', '/faces/g/k3x', '/'])
      expect(unlinked(gallery, outside), outside).to.equal(undefined);
  });

  it('are read back from an address', async () => {
    const at = (address: string) => read(address, 'https://example.org/faces');
    expect(await at('/faces/people')).to.deep.include({ base: '/faces', galleryHandle: undefined, path: '/people' });
    expect(await at('/people')).to.deep.include({ base: '/faces', galleryHandle: undefined, path: '/people' });
    expect(await at('/facesx/people')).to.deep.include({ base: '/faces', path: '/facesx/people' });
    const inIt = { base: '/faces/g/k3x', galleryHandle: 'k3x', path: '/people' };
    expect(await at('/faces/g/k3x/people')).to.deep.include(inIt);
    expect(await at('/g/k3x/people')).to.deep.include(inIt);
    expect(await at('/g/k3x?a=b')).to.deep.include({ led: ['/faces/g/k3x/?a=b'] });
    expect(await read('/g/k3x/', 'https://example.org')).to.deep.include({ base: '/g/k3x', path: '/', led: [] });
    expect(await read('/', 'https://example.org')).to.deep.include({ base: '', path: '/', led: [] });
  });

  it('can’t be told from the app’s own when PUBLIC_URL has a path of those', () => {
    const own = ['/people/:handle', '/health/live', '/'];
    for (const path of ['/people', '/People/x', '/health', '/g', '/assets'])
      expect(() => requireFreePath(`https://example.org${path}`, own), path).to.throw(StartError, 'PUBLIC_URL');
    for (const path of ['', '/faces', '/faces/people', '/peoples']) requireFreePath(`https://example.org${path}`, own);
  });

  it('are put together in no other place: nothing else redirects', () => {
    const redirecting = sourcesOf('**/*.ts', ['auth/local-provider/**']).filter(({ text }) =>
      /\bredirect\(|\bset\(\s*'(Location|Link)'|\{ Link: `<(?!\$\{linkTo)/.test(text),
    );
    expect(redirecting.map(({ file }) => file).sort()).to.deep.equal([
      'api/protocol/api-routes.ts',
      'web/middleware/base-path.ts',
      'web/middleware/forms.ts',
    ]);
  });

  it('are put together in scripts of pages by `link` alone', () => {
    const found = sourcesOf('browser/**/*.js', PATHS_OF_FILES).flatMap(({ file, text }) => {
      const code = text.replace(/^\s*(\/\/|\*|\/\*\*).*$/gm, '');
      return [...code.matchAll(/(?<!\blink\(|\blinkTo\()(['"`])\/[a-z?]?[^'"`\n]*\1/g)].map(
        ([all]) => `${file}: ${all}`,
      );
    });
    expect(found).to.deep.equal([]);
  });
});
