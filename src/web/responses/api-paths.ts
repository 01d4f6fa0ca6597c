/** The prefix of all that programs call. */
export const API_PREFIX = '/api/v1';

/** Whether a request is for the API: it is opened by a key, never by a cookie, and its faults are for programs. */
export const isForApi = ({ path }: { path: string }): boolean =>
  path === API_PREFIX || path.startsWith(`${API_PREFIX}/`);
