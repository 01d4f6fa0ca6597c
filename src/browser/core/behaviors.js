// @ts-check

/**
 * Makes an element more comfortable; the page works without it. It passes elements that it adds to the page later to `startWithin`, and
 * may return a promise of what it goes on to load.
 * @typedef {(element: HTMLElement, startWithin: (root: ParentNode) => void) => unknown} Start
 */

/**
 * The modules by their names in `data-behavior`. A module is loaded when a page names it.
 * @type {Record<string, () => Promise<{ start: Start }>>}
 */
const behaviors = {
  adding: () => import('../enrolment/adding.js'),
  'adding-here': () => import('../enrolment/adding-here.js'),
  copying: () => import('../auth/copying.js'),
  passkey: () => import('../auth/passkey.js'),
  faces: () => import('../recognition/faces.js'),
  'face-keys': () => import('../recognition/face-keys.js'),
  'full-screen': () => import('../recognition/full-screen.js'),
  naming: () => import('../recognition/naming.js'),
  'photo-view': () => import('../recognition/photo-view.js'),
  sharing: () => import('../recognition/sharing.js'),
  'threshold-slider': () => import('../recognition/threshold-slider.js'),
  'fine-tuning': () => import('../recognition/fine-tuning.js'),
  'in-place': () => import('./in-place.js'),
  searching: () => import('../people/searching.js'),
  recognizing: () => import('../recognition/recognizing.js'),
  'import-progress': () => import('../account/import-progress.js'),
  times: () => import('./times.js'),
  'zip-upload': () => import('../account/zip-upload.js'),
};

/**
 * Starts the behaviors that the elements below a node name in `data-behavior`: one or several, with spaces between them.
 * @param {ParentNode} root
 */
export function startWithin(root) {
  for (const element of root.querySelectorAll('[data-behavior]')) {
    if (!(element instanceof HTMLElement)) continue;
    void startAll(element, (element.dataset.behavior ?? '').split(' '));
  }
}

/**
 * @param {HTMLElement} element
 * @param {readonly string[]} names
 */
async function startAll(element, names) {
  await Promise.all(names.map((name) => startOne(name, element)));
  element.dataset.live = ''; // the browser tests wait for it
}

/**
 * @param {string} name
 * @param {HTMLElement} element
 */
async function startOne(name, element) {
  const load = behaviors[name];
  if (!load) throw new Error(`There is no behavior named ${name}.`);
  const { start } = await load();
  await start(element, startWithin);
}
