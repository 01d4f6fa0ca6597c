// @ts-check
import { CONNECTION_LOST, tellNotice } from './notices.js';

/**
 * Loads what is needed for something that people have just done. They are told when it can't be loaded.
 * @template Loaded
 * @param {() => Promise<Loaded>} load
 * @returns {Promise<Loaded | undefined>} undefined when it couldn't be loaded
 */
export async function loadNow(load) {
  try {
    return await load();
  } catch {
    tellNotice(CONNECTION_LOST);
    return undefined;
  }
}

/**
 * What a page needs only when people do something. It is loaded once the page itself is, so that the page is seen sooner, or at once
 * when it is asked for.
 * @template Loaded
 */
export class Later {
  #load;
  /** @type {Promise<Loaded> | undefined} */
  #loading;

  /** @param {() => Promise<Loaded>} load tried again by the next `get` after it has failed */
  constructor(load) {
    this.#load = load;
    /** Settled when the page has loaded it, or couldn't. @type {Promise<unknown>} */
    this.tried = pageLoaded()
      .then(() => this.#loadOnce())
      .catch(() => undefined); // whoever asks for it is told
  }

  /** As `loadNow`. */
  get() {
    return loadNow(() => this.#loadOnce());
  }

  #loadOnce() {
    this.#loading ??= this.#load().catch((error) => {
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
