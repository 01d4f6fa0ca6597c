// @ts-check

/**
 * Takes the files of a field as soon as they are chosen, including those that were chosen before this script was loaded.
 * @param {HTMLInputElement} field
 * @param {(files: File[]) => void} take
 */
export function takeChosen(field, take) {
  const takeAll = () => {
    const files = [...(field.files ?? [])];
    field.value = '';
    if (files.length > 0) take(files);
  };
  field.addEventListener('change', takeAll);
  takeAll();
}
