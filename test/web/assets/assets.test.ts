import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import Koa from 'koa';
import request from 'supertest';
import { loadAssets } from '../../../src/web/assets/assets';

describe('the assets', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'assets-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const write = (files: Record<string, string>) => {
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  };

  const ask = (name: string, encoding = 'identity') => {
    const assets = loadAssets(folder);
    return request(new Koa().use(assets.serve).callback()).get(assets.url(name)).set('Accept-Encoding', encoding);
  };
  const textOf = async (name: string) => {
    const { text, body } = await ask(name).buffer().expect(200);
    return text ?? String(body);
  };

  it('points imports, however they are written, to today’s addresses', async () => {
    write({
      'app.js':
        "import { a } from './a.js';\nimport './b.js';\nexport {\n  c,\n} from './c.js';\nconst later = () => import('./a.js');\n",
      'a.js': 'export const a = 1;\n',
      'b.js': '',
      'c.js': 'export const c = 3;\n',
    });
    const { url } = loadAssets(folder);
    expect(await textOf('app.js')).to.equal(
      `import { a } from '${url('a.js')}';\nimport '${url('b.js')}';\nexport {\n  c,\n} from '${url('c.js')}';\nconst later = () => import('${url('a.js')}');\n`,
    );
  });

  it('leaves comments and other strings as they are', async () => {
    const text =
      "// import './gone.js'\n/** @typedef {import('./gone.js').Gone} Gone */\nconst text = \"import './gone.js'\", accept = 'image/*', quoted = `from './gone.js'`;\n";
    write({ 'app.js': text });
    expect(await textOf('app.js')).to.equal(text);
  });

  it('gives a script another address when one of its imports has changed, at any depth', () => {
    write({ 'app.js': "import './a.js';", 'a.js': "import './b.js';", 'b.js': '1;', 'c.js': '' });
    const before = loadAssets(folder);
    write({ 'b.js': '2;' });
    const after = loadAssets(folder);
    for (const name of ['app.js', 'a.js', 'b.js']) expect(after.url(name), name).not.to.equal(before.url(name));
    expect(after.url('c.js')).to.equal(before.url('c.js'));
  });

  it('lists what scripts import when they load, at any depth and each once, without dynamic imports', () => {
    write({
      'app.js': "import './a.js';\nconst later = () => import('./later.js');",
      'a.js': "import { b } from './b.js';\n// import './later.js'",
      'b.js': '',
      'later.js': "import './b.js';",
      'other.js': "export * from './b.js';",
    });
    const { url, modules } = loadAssets(folder);
    const of = (...names: string[]) => names.map((name) => url(name));
    expect(modules(['app.js'])).to.have.members(of('app.js', 'a.js', 'b.js'));
    expect(modules(['app.js', 'other.js', 'later.js'])).to.have.members(
      of('app.js', 'a.js', 'b.js', 'other.js', 'later.js'),
    );
    expect(() => modules(['gone.js'])).to.throw('There is no asset named gone.js.');
  });

  it('refuses to start when a script imports a missing file', () => {
    write({ 'app.js': "import './gone.js';" });
    expect(() => loadAssets(folder)).to.throw('app.js imports gone.js, which is not among the assets.');
  });

  it('refuses to start when scripts import each other', () => {
    write({ 'a.js': "import './b.js';", 'b.js': "import './a.js';" });
    expect(() => loadAssets(folder)).to.throw('Scripts import each other in a circle: a.js → b.js → a.js.');
  });

  it('sends Brotli or gzip to clients that accept them, with Vary', async () => {
    write({ '10-own.css': 'a { color: red; }'.repeat(500) });
    for (const [accepted, encoding] of [
      ['gzip, deflate, br, zstd', 'br'],
      ['gzip', 'gzip'],
    ] as const) {
      const { headers, text } = await ask('familiar-faces.css', accepted).buffer().expect(200);
      expect(headers).to.include({ 'content-encoding': encoding, vary: 'Accept-Encoding' });
      expect(Number(headers['content-length'])).to.be.below(200);
      expect(text).to.have.length(8500);
    }
    const { headers, text } = await ask('familiar-faces.css').buffer().expect(200);
    expect(headers).not.to.include.keys('content-encoding');
    expect(text).to.have.length(8500);
  });

  it('joins all style sheets in the order of their names, as one asset', async () => {
    mkdirSync(path.join(folder, 'styles'));
    write({ 'styles/20-b.css': 'b {}\n', 'styles/10-a.css': 'a {}\n' });
    expect(await textOf('familiar-faces.css')).to.equal('a {}\nb {}\n');
  });

  it('finds scripts in folders, and their imports of each other', async () => {
    for (const name of ['core', 'people']) mkdirSync(path.join(folder, name));
    write({
      'core/app.js': "import('../people/cards.js');",
      'people/cards.js': "import '../core/send.js';",
      'core/send.js': '',
    });
    const { url, modules } = loadAssets(folder);
    expect(await textOf('app.js')).to.equal(`import('${url('cards.js')}');`);
    expect(modules(['cards.js'])).to.have.members([url('cards.js'), url('send.js')]);
  });

  it('refuses to start when two scripts in different folders have one name', () => {
    for (const name of ['core', 'people']) mkdirSync(path.join(folder, name));
    write({ 'core/send.js': '', 'people/send.js': '' });
    expect(() => loadAssets(folder)).to.throw('have the same name');
  });

  it('has Bootstrap’s dark colors wherever the system is dark', async () => {
    const css = await textOf('bootstrap.min.css');
    const [, dark] = css.split('@media (prefers-color-scheme:dark){');
    expect(dark)
      .to.include(':root{color-scheme:dark;')
      .and.include(':root .form-select{')
      .and.not.include('data-bs-theme=dark]');
    expect(css).not.to.include('sourceMappingURL');
  });
});
