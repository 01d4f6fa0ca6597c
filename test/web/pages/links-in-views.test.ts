import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { globSync } from 'glob';
import { helpers } from '../../../src/web/pages/helpers';

const SOURCE = path.join(__dirname, '..', '..', '..', 'src');
/** Attributes whose value is an address, and those of ours that scripts read one from. */
const ADDRESSES =
  /(?<=[\s"'}])(href|src|srcset|action|formaction|poster|data-(?:\w+-)*(?:url|share|href|src))="((?:\{\{[^}]*\}\}|[^"{])*)"/g;
/** What needs no path of the app's before it: a place on the page, the page itself, whole addresses. */
const WHOLE = /^(#.*|\?.*||https:\/\/.*)$/;
const LINKED = /^\{\{(link|rootLink|asset) [^}]*\}\}$/;
/** The addresses of scripts come linked from `assets.modules`. */
const MODULES = ['layout.handlebars', 'href="{{this}}"'];

const unlinkedIn = (view: string): string[] =>
  [...view.matchAll(ADDRESSES)]
    .filter(([, , value = '']) => !WHOLE.test(value) && !LINKED.test(value))
    .map(([all]) => all);

describe('addresses in views', () => {
  const views = globSync('**/*.handlebars', { cwd: SOURCE });

  it('go through `link`, `rootLink` or `asset`, so that what stands before the app’s paths is before each', () => {
    expect(views.length).to.be.above(40);
    const found = views.flatMap((view) =>
      unlinkedIn(readFileSync(path.join(SOURCE, view), 'utf8')).map((attribute) => [path.basename(view), attribute]),
    );
    expect(found).to.deep.equal([MODULES]);
  });

  for (const attribute of [
    'href="/people"',
    'action="{{url}}"',
    'src="{{base}}/x"',
    'data-url="{{#if a}}{{b}}{{/if}}"',
    'formaction="{{link url}}/x"',
  ])
    it(`this test finds ${attribute}`, () => {
      expect(unlinkedIn(`<a class="b" ${attribute}>`)).to.deep.equal([attribute]);
    });

  it('get before them what the page has, unless they are whole', () => {
    const options = { data: { root: { base: '/faces/g/k3x', root: '/faces' } } };
    expect(helpers.link('/people/', 'ada', options)).to.equal('/faces/g/k3x/people/ada');
    expect(helpers.rootLink('/g/other/', options)).to.equal('/faces/g/other/');
    for (const whole of ['https://example.org/', '#main', '?page=2', ''])
      expect(helpers.link(whole, options)).to.equal(whole);
  });
});
