/** Work that lasts until it is told to end. */
export function work(): { end: () => void; run: () => Promise<void> } {
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { end: () => end(), run: () => ended };
}

/** Lets everything go on that waits for nothing outside. */
export const settle = () => new Promise((resolve) => setImmediate(resolve));
