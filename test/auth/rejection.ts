/** The message that a promise is rejected with; fails when it is not. */
export async function rejection(promise: Promise<unknown>): Promise<string> {
  const outcome = await promise.then(
    () => undefined,
    (error: Error) => error,
  );
  if (!outcome) throw new Error('It was expected to be rejected, and was not.');
  return outcome.message;
}
