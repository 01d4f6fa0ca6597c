import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import request from 'supertest';
import { loadAssets } from '../../../src/web/assets/assets';
import { captures, firstOf } from '../../support/elements';
import { type SmallApp, smallApp } from '../small-app';

const folder = path.join(__dirname, '..', '..', '..', 'src', 'browser');
const VIEW = '<form {{#if lively}}data-behavior="faces adding"{{/if}}>{{said}}</form>';

describe('a page’s head', () => {
  let app: SmallApp;
  before(() => {
    app = smallApp(VIEW, (ctx) =>
      ctx.render('view', { title: 'A page', lively: ctx.path === '/lively', said: ' data-behavior="zip-upload"' }),
    );
  });
  after(() => app.close());

  const named = async (address: string) => {
    const { text } = await request(app.callback).get(address).set('Accept', 'text/html').expect(200);
    const head = firstOf(text.split('</head>'));
    return captures(head, /<link rel="modulepreload" href="([^"]+)">/g).map((url) =>
      url.replace(/\/assets\/([\w-]+)\.[0-9a-f]{12}\.js$/, '$1.js'),
    );
  };

  /** The files that scripts load as they start, at any depth, by their own import statements. */
  function loadedBy(files: readonly string[], loaded = new Set<string>()): Set<string> {
    for (const file of files) {
      if (loaded.has(file)) continue;
      loaded.add(file);
      const imports = captures(readFileSync(file, 'utf8'), /^(?:import|export|\}) ?(?:.* from )?'(\.[^']+)';$/gm);
      loadedBy(
        imports.map((imported) => path.join(path.dirname(file), imported)),
        loaded,
      );
    }
    return loaded;
  }
  const namesOf = (files: ReadonlySet<string>) => [...files].map((file) => path.basename(file));
  const script = (name: string) => path.join(folder, name);

  it('names every module that the page’s behaviors load at once, and no other', async () => {
    const always = loadedBy([script('core/app.js')]);
    const lively = loadedBy([script('recognition/faces.js'), script('enrolment/adding.js')]);
    expect(namesOf(lively)).to.include.members(['faces.js', 'adding.js', 'camera.js', 'chosen-files.js']);
    const isApp = (name: string) => name === 'app.js';
    const expected = new Set(namesOf(new Set([...always, ...lively])).filter((name) => !isApp(name)));
    expect(await named('/lively')).to.have.members([...expected]);
    expect(await named('/')).to.have.members(namesOf(always).filter((name) => !isApp(name)));
  });

  it('finds each behavior’s module by its name', () => {
    const text = readFileSync(path.join(folder, 'core', 'behaviors.js'), 'utf8');
    const behaviors = [...text.matchAll(/^ {2}'?([\w-]+)'?: \(\) => import\('\.\.?\/(?:\w+\/)?([\w-]+)\.js'\)/gm)];
    expect(behaviors.length).to.be.at.least(10);
    for (const [, name, module] of behaviors) expect(module).to.equal(name);
    expect(() => loadAssets(folder).modules(behaviors.map(([, name]) => `${name}.js`))).not.to.throw();
  });
});
