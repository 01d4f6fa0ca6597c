/** What a promise rejects with. @throws when it doesn't reject */
export async function rejection(promise: Promise<unknown>): Promise<Error & { status?: number; id?: string }> {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error('It did not reject.');
}
