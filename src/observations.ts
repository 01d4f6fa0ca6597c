import { type Channel, channel } from 'node:diagnostics_channel';
import { isFault } from './errors';

/** What the app says of its work to whoever measures it: outcomes, without names, ids, or anything else of a person. */
export interface Observations {
  /** A photo in which people were looked for: of each face, how sure its name is. */
  recognition: { faces: ReadonlyArray<'sure' | 'maybe' | 'none'> };
  /** A labeled photo or face: added, a draft, or the id of the fault that refused it. */
  enrolment: { outcome: string };
  /** An attempt to sign in that has come to its end: signed in, canceled, or the id of the fault. */
  'sign-in': { outcome: string };
  /** An attempt to send a webhook: delivered, or why it failed. */
  delivery: { outcome: string };
  /** A backup by schedule: made, or failed. */
  backup: { outcome: 'made' | 'failed' };
}

const channelOf = (name: keyof Observations): Channel => channel(`familiar-faces:${name}`);

/** Says what came of something. It costs nothing while nobody listens. */
export function observe<Name extends keyof Observations>(name: Name, observation: Observations[Name]): void {
  channelOf(name).publish(observation);
}

/**
 * Hears of everything of a kind that any app of the process does. The listener must not throw.
 * @returns a function that ends it
 */
export function onObserved<Name extends keyof Observations>(
  name: Name,
  listener: (observation: Observations[Name]) => void,
): () => void {
  const hear = (message: unknown) => listener(message as Observations[Name]);
  const heard = channelOf(name);
  heard.subscribe(hear);
  return () => void heard.unsubscribe(hear);
}

/** How an outcome is called: the fault's id, or `failed` for any other error. There are as many as the code has. */
export const outcomeOfError = (error: unknown): string => (isFault(error) ? error.id : 'failed');

/**
 * Runs something and says what came of it.
 * @param outcomeOf the outcome of a result; undefined when it hasn't come to its end
 */
export async function observeOutcome<T>(
  name: 'enrolment' | 'sign-in',
  run: () => Promise<T>,
  outcomeOf: (result: T) => string | undefined,
): Promise<T> {
  try {
    const result = await run();
    const outcome = outcomeOf(result);
    if (outcome !== undefined) observe(name, { outcome });
    return result;
  } catch (error) {
    observe(name, { outcome: outcomeOfError(error) });
    throw error;
  }
}
