// @ts-check
import { counted, make } from '../core/elements.js';
import { fetchPage } from '../core/parts.js';
import { planPaths } from '../paths/plan-paths.js';
import { keyOf, peopleOf } from '../paths/plan-people.js';
import { PreviewRow } from './preview-row.js';

/** @typedef {import('../core/dropped-files.js').FoundFile} FoundFile */
/** @typedef {{ person: string, files: File[] }} Group */

/** More names of files than this aren't listed. */
const MOST_LISTED = 200;

/** The names of everyone in the gallery, by their keys. */
async function knownNames() {
  const page = await fetchPage('/');
  const options = page?.querySelectorAll('#known-names option') ?? [];
  return new Map([...options].map((option) => option.getAttribute('value') ?? '').map((name) => [keyOf(name), name]));
}

/**
 * @param {string} title
 * @param {readonly string[]} names
 */
function listOf(title, names) {
  const rows = names.slice(0, MOST_LISTED).map((name) => make('li', { dir: 'auto' }, name));
  if (names.length > MOST_LISTED) rows.push(make('li', {}, `and ${names.length - MOST_LISTED} more`));
  return make(
    'details',
    { className: 'small mb-2', open: names.length <= 5 },
    make('summary', {}, title),
    make('ul', { className: 'mb-0' }, ...rows),
  );
}

/**
 * Shows whose photos are in dropped folders, by their names, and lets people change the names and leave some out.
 * @param {readonly FoundFile[]} found
 * @param {object} also
 * @param {readonly string[]} also.unreadable what the browser couldn't open
 * @param {string} also.person whose photos those without a name are; empty for nobody
 * @returns {Promise<Group[]>} the photos to add; none when it is canceled
 */
export async function previewFolders(found, { unreadable, person }) {
  const plan = peopleOf(planPaths(found.map(({ path }) => path)));
  const known = await knownNames();
  const at = (/** @type {number} */ index) => /** @type {FoundFile} */ (found[index]);
  const rows = plan.people.map(
    (each) =>
      new PreviewRow({
        name: known.get(each.key) ?? each.name,
        files: each.photos.map(at),
        isIn: !each.isGuess || plan.areGuessesLikely,
        known,
      }),
  );
  if (plan.unnamed.length > 0)
    rows.push(new PreviewRow({ name: person, files: plan.unnamed.map(at), isIn: true, known }));
  const left = [...plan.unread.map((index) => at(index).path), ...unreadable];
  return ask(rows, left, plan.passed);
}

/**
 * @param {readonly PreviewRow[]} rows
 * @param {readonly string[]} left files that can't be read
 * @param {number} passed
 * @returns {Promise<Group[]>}
 */
function ask(rows, left, passed) {
  const add = make('button', { className: 'btn btn-primary', type: 'submit', value: 'add' });
  const cancel = make(
    'button',
    { className: 'btn btn-outline-secondary', type: 'submit', value: '', formNoValidate: true },
    rows.length > 0 ? 'Cancel' : 'Close',
  );
  const chosen = () => rows.filter((row) => row.isIn);
  const tell = () => {
    const count = chosen().reduce((sum, { files }) => sum + files.length, 0);
    add.textContent = `Add ${counted(count, 'photo')}`;
    add.disabled = count === 0;
  };
  const title = make('h2', { className: 'h5', id: 'preview-title' }, titleFor(rows));
  const body = make('div', { className: 'preview-body' });
  if (rows.length > 0)
    body.append(
      make('p', { className: 'small' }, 'Correct a name, or clear a box to leave those photos out.'),
      make('ul', { className: 'preview-rows' }, ...rows.map(({ element }) => element)),
    );
  if (left.length > 0) body.append(listOf(`${counted(left.length, 'file')} can’t be read`, left));
  if (passed > 0)
    body.append(
      make(
        'p',
        { className: 'small mb-2' },
        `Passed over: ${counted(passed, 'file')} that programs put beside photos.`,
      ),
    );
  const buttons = make('div', { className: 'd-flex flex-wrap gap-2 mt-3' }, ...(rows.length > 0 ? [add] : []), cancel);
  const form = make('form', { method: 'dialog' }, title, body, buttons);
  const dialog = make('dialog', { className: 'over-page preview', 'aria-labelledby': 'preview-title' }, form);
  form.addEventListener('input', tell);
  tell();
  document.body.append(dialog);
  dialog.showModal();
  (add.isConnected && !add.disabled ? add : (rows[0]?.field ?? cancel)).focus();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      const groups = chosen().map(({ name, files }) => ({ person: name, files: files.map(({ file }) => file) }));
      resolve(dialog.returnValue === 'add' ? groups : []);
    });
  });
}

/** @param {readonly PreviewRow[]} rows */
function titleFor(rows) {
  if (rows.length === 0) return 'No photos were found';
  const named = rows.filter(({ name }) => name !== '');
  const photos = counted(
    rows.reduce((sum, { files }) => sum + files.length, 0),
    'photo',
  );
  if (named.length === 0) return `Add ${photos}?`;
  return `Add ${photos} of ${counted(named.length, 'person', 'people')}?`;
}
