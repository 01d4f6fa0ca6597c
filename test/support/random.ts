/**
 * Numbers from 0 up to 1 that only look random: the same ones for the same seed, so that a test that failed once fails again
 * (mulberry32, https://github.com/bryc/code/blob/master/jshash/PRNGs.md).
 */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
