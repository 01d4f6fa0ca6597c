import { type Fault, isFault } from '../errors';

/** What a program of a side thread sends back. A fault comes as a value, because errors lose their class between threads. */
export type SideOutcome<Output> =
  | { value: Output }
  | { fault: Pick<Fault, 'status' | 'id' | 'message'>; cause: string | undefined };

/** A program of a side thread, as its file exports it by default. */
export type SideProgram<Input, Output> = (input: Input) => Promise<SideOutcome<Output>>;

/**
 * Makes the default export of a program for side threads.
 * @param work gets a copy of what the caller gave and returns what the caller gets a copy of. The main thread unpacks that in one go, so it
 *   has to be small: anything long goes into a file. The faults that it throws reach the caller.
 */
export const sideProgram = <Input, Output>(
  work: (input: Input) => Output | Promise<Output>,
): SideProgram<Input, Output> =>
  async function runSideProgram(input) {
    try {
      return { value: await work(input) };
    } catch (error) {
      if (!isFault(error)) throw error;
      const { status, id, message, cause } = error;
      return { fault: { status, id, message }, cause: cause instanceof Error ? cause.message : undefined };
    }
  };
