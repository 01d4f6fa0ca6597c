import type { Config } from '../../config';
import { StartError } from '../../start-error';

/** Turns an error of listening into a sentence for the operator. @returns any other error unchanged */
export function listenFaultOf({ host, port }: Pick<Config, 'host' | 'port'>, error: unknown): unknown {
  const faults: Record<string, string> = {
    EADDRINUSE: `PORT ${port} is already in use, perhaps by another FamiliarFaces: stop that one, or set another PORT.`,
    EACCES: `PORT ${port} needs more rights than this user has: set PORT to 1024 or higher.`,
    EADDRNOTAVAIL: `HOST is ${host}, which isn't an address of this computer: set HOST to one that is, or remove it.`,
    ENOTFOUND: `HOST is ${host}, a name that can't be found: set HOST to an address of this computer, or remove it.`,
  };
  const fault = faults[(error as NodeJS.ErrnoException).code ?? ''];
  return fault ? new StartError(fault, { cause: error }) : error;
}
