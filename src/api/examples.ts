/**
 * The ids in the examples of the API's reference. They look like real ones; whoever tries the examples puts their own in their place.
 * Tests make the things that an example names: `test/support/api-examples.ts`.
 */
export const EXAMPLES = {
  /** Ada Lovelace, who has two photos. */
  person: 'k3mq8xw2hn5ztb7r',
  /** Bea, who has one photo. */
  otherPerson: 'p9vd4sj6ye2ucf8g',
  /** A merge of Bea into Ada that can be undone. */
  merge: 'w5hn2rt8kq4xm7zb',
  /** A photo of Ada. */
  photo: 'ada-lovelace-7k3m9q2xwh5ztb8r',
  /** Another photo of Ada. */
  otherPhoto: 'ada-lovelace-c4vj8ne6sy2pdu9f',
  /** The kept result of a photo with three faces, of which the first is Ada’s. */
  recognition: 'h7zt3bk9wm5rx2qn',
  /** A photo that waits for an answer as it shows several people. */
  draft: 'u6ey4pf8jd2sv9cg',
  /** Ignored faces of the result above. */
  ignoredFace: 'b2qx7mk5tz9hw3rn',
  /** An import that is planned and not begun. */
  import: 'n8rw6hq3xk7bt2mz',
  webhook: 's4gc9uv2ye6pjd8f',
  /** A delivery of the webhook above that can be sent again. */
  delivery: 'x3kt8zn5qw7mb2hr',
  /** The app’s collection that programs add events to. */
  collection: 'pageviews',
} as const;

/** The files in the examples. */
export const EXAMPLE_FILES = {
  /** Ada alone. */
  ada: 'ada.jpg',
  /** Ada alone, on another day. */
  adaAgain: 'ada-2.jpg',
  /** Bea alone. */
  bea: 'bea.jpg',
  /** Three people: Bea, somebody whom nobody has added, and Ada. */
  group: 'group.jpg',
  /** A folder of photos per person. */
  zip: 'people.zip',
} as const;
