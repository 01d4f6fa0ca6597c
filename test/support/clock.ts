/** Runs a function while the app's clock is some milliseconds ahead, or behind when they are negative. */
export async function atAnotherTime<Result>(milliseconds: number, run: () => Promise<Result>): Promise<Result> {
  const real = Date.now;
  Date.now = () => real() + milliseconds;
  try {
    return await run();
  } finally {
    Date.now = real;
  }
}
