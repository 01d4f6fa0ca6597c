/** The prefix of all that programs call. */
export const API_PREFIX = '/api/v1';

/** Below it: where events are recorded and counted. */
export const EVENTS_PATH = `${API_PREFIX}/events/`;

/** Whether a request is for the API: it is opened by a key, never by a cookie, and its faults are for programs. */
export const isForApi = ({ path }: { path: string }): boolean =>
  path === API_PREFIX || path.startsWith(`${API_PREFIX}/`);

/** Whether a request is about events. */
export const isForEvents = ({ path }: { path: string }): boolean => path.startsWith(EVENTS_PATH);

/** Whether a request brings an event. */
export const isNewEvent = (request: { path: string; method: string }): boolean =>
  request.method === 'POST' && isForEvents(request);
