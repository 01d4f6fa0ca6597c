/**
 * Finds the page of a form by the address that the form posts to. After a refused form, that address stands in the address bar, and a
 * reload, a bookmark or a typed Enter asks for it by GET.
 * @param path such as `/people/k3x/rename` or `/recognition/k3x/faces/2/name`
 * @returns such as `/people/k3x` or `/recognition/k3x`
 */
export const pageOfForm = (path: string): string => path.replace(/\/(?:actions|faces)\/.*$|\/[^/]*$/, '') || '/';
