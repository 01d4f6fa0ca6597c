// @ts-check

/** Said when something that is loaded later couldn't be. */
export const NOT_LOADED = 'The connection to the server is gone. Please try again when it’s back.';

/**
 * What a page needs only when people do something. It is loaded once the page itself is, so that the page is seen sooner, or at once
 * when it is asked for.
 * @template Loaded
 */
export class Later {
  /** @type {Promise<Loaded> | undefined} */
  #loading;

  /** @param {() => Promise<Loaded>} load tried again by the next `get` after it has failed */
  constructor(load) {
    this.load = load;
    /** Settled when the page has loaded it, or couldn't. @type {Promise<unknown>} */
    this.tried = pageLoaded()
      .then(() => this.get())
      .catch(() => undefined); // whoever asks for it is told
  }

  /** @returns {Promise<Loaded>} */
  get() {
    this.#loading ??= this.load().catch((error) => {
      this.#loading = undefined;
      throw error;
    });
    return this.#loading;
  }
}

/** @returns {Promise<unknown>} */
const pageLoaded = () =>
  document.readyState === 'complete'
    ? Promise.resolve()
    : new Promise((resolve) => addEventListener('load', resolve, { once: true }));
