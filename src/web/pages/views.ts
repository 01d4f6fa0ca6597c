import { readFileSync } from 'node:fs';
import path from 'node:path';
import { globSync } from 'glob';
import Handlebars from 'handlebars';
import type { Assets } from '../assets/assets';
import { helpers } from './helpers';
import { icon } from './icons';

/** The compiled templates of all pages. */
export interface Views {
  /**
   * Renders a whole page: the named view inside the layout. Everything in `data` is escaped.
   * @throws when there is no such view
   */
  render(view: string, data: object): string;
}

const APP = 'app.js';
// The quotes in typed texts are escaped, so a text never looks like this attribute.
const BEHAVIORS = /\sdata-behavior="([^"]*)"/g;

/** Returns the scripts of a page's behaviors. Each has its behavior's name (browser/core/behaviors.js). */
const modulesOf = (html: string) =>
  [...html.matchAll(BEHAVIORS)].flatMap(([, names = '']) => names.split(' ').map((name) => `${name}.js`));

/**
 * Compiles every `*.handlebars` below a folder. A view is known by its file's name, and can be a partial of others.
 * @throws when there is no layout
 */
export function loadViews(folder: string, assets: Assets): Views {
  const handlebars = Handlebars.create();
  const views = new Map<string, HandlebarsTemplateDelegate>();
  for (const file of globSync('**/*.handlebars', { cwd: folder, absolute: true })) {
    const template = handlebars.compile(readFileSync(file, 'utf8'), { strict: true, preventIndent: true });
    const name = path.basename(file, '.handlebars');
    views.set(name, template);
    handlebars.registerPartial(name, template);
  }
  handlebars.registerHelper({
    asset: (name: string) => assets.url(name),
    icon: (name: string) => new handlebars.SafeString(icon(name)),
    ...helpers,
  });

  const find = (name: string): HandlebarsTemplateDelegate => {
    const view = views.get(name);
    if (!view) throw new Error(`There is no view named ${name}.`);
    return view;
  };
  const layout = find('layout');
  return {
    render(view, data) {
      const body = find(view)(data);
      // The page's head names all modules, so that the browser loads them at once, and not each after the one that
      // imports it.
      const modules = assets.modules([APP, ...modulesOf(body)]).filter((url) => url !== assets.url(APP));
      return layout({ ...data, body: new handlebars.SafeString(body), modules });
    },
  };
}
