/** What holds for all calls, by heading. Text between backticks is code. */
export const INTRODUCTION: ReadonlyArray<readonly [heading: string, ...paragraphs: string[]]> = [
  [
    'Keys',
    'Make a key on the page `/keys`, which Settings leads to, and send it with each request: `Authorization: Bearer ff_…`, `x-api-key: ff_…` and `Authorization: Key ff_…` are the same. A key belongs to one gallery and may do what its scopes say. Its requests count for whoever made it.',
    'No cookie is read here. A page of another website can’t use the API unless its visitors give it a key.',
  ],
  [
    'Ids, times, boxes',
    'Ids are texts that say nothing. Times are in UTC, as ISO 8601 has them: `2026-11-25T17:28:00.000Z`. A box is in pixels of the picture that was sent, as it is shown upright: `x` and `y` are its top left corner.',
  ],
  [
    'Lists',
    'A list has `items` and `next`: give it back as `cursor` for the items that follow, until it’s null. The header `Link` has that address, too. `limit` says how many come at once.',
  ],
  [
    'Errors',
    'An error is a problem document (RFC 9457): `application/problem+json` with `id`, which never changes, `detail`, a sentence for people, and `requestId`, which the log of the server has, too. `field` names what is wrong in the request. A request that is refused stores nothing. An id of somebody else’s gallery is answered as one that never was.',
  ],
  [
    'Sending a request twice',
    'Calls that add something take the header `Idempotency-Key`: any text of your own, such as a UUID. Sent again with the same key within a day, the request isn’t done again, and gets the same answer, with `Idempotent-Replayed: true`. The last 1,000 of an API key are remembered. Once something is deleted or renamed, earlier answers are forgotten, and a request that is sent again is answered with 409.',
  ],
  [
    'Limits',
    'Each answer says in `RateLimit` how many requests are left (`r`) and for how many seconds (`t`). After that comes 429 with `Retry-After`, which 503 has, too: wait as many seconds and send the request again.',
  ],
  [
    'What hasn’t changed',
    'Answers to GET have an `ETag`. Sent back in `If-None-Match`, it’s answered with 304 and without a body as long as nothing has changed.',
  ],
];
