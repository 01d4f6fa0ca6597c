// @ts-check

let draggedHere = false;
document.addEventListener('dragstart', () => {
  draggedHere = true;
});
document.addEventListener('dragend', () => {
  draggedHere = false;
});

/** Whether something of this very page is dragged, such as a picture on it: it isn't to be added again. */
export const isDraggedHere = () => draggedHere;

/**
 * Whether text is dragged over a field that takes it.
 * @param {DragEvent} event
 */
export const isForAField = ({ target, dataTransfer }) =>
  !dataTransfer?.types.includes('Files') &&
  target instanceof Element &&
  target.matches('input:not([type="file"]), textarea, [contenteditable]');

/**
 * What is dragged, as far as browsers tell before the drop: not which files.
 * @param {DataTransfer} dragged
 * @returns {'zip' | 'files' | 'nothing'} `nothing` when there is no file
 */
export function promiseOf({ types, items }) {
  if (!types.includes('Files')) return 'nothing';
  const kinds = [...items].filter(({ kind }) => kind === 'file').map(({ type }) => type);
  return kinds.length === 1 && /^application\/(x-)?zip/.test(kinds[0] ?? '') ? 'zip' : 'files';
}
