import { readFileSync } from 'node:fs';
import path from 'node:path';
import { globSync } from 'glob';
import Handlebars from 'handlebars';
import type { Assets } from '../assets/assets';
import { helpers } from './helpers';
import { icon } from './icons';

export interface Views {
  /** A whole page: the named view inside the layout. Everything in `data` is escaped. */
  render(view: string, data: object): string;
}

const APP = 'app.js';
// Whatever a person typed stands in a page with its quotes escaped, so it is never taken for an attribute.
const BEHAVIORS = /\sdata-behavior="([^"]*)"/g;

/** The modules of a page's behaviors: each has the behavior's name (browser/core/behaviors.js). */
const modulesOf = (html: string) =>
  [...html.matchAll(BEHAVIORS)].flatMap(([, names]) => names.split(' ').map((name) => `${name}.js`));

/**
 * Compiles every `*.handlebars` below a folder, once. A view is known by its file's name; each can be used as a
 * partial of another.
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
      // Named in the head, they come all at once; else each would be asked for when the one that imports it has come.
      const modules = assets.modules([APP, ...modulesOf(body)]).filter((url) => url !== assets.url(APP));
      return layout({ ...data, body: new handlebars.SafeString(body), modules });
    },
  };
}
