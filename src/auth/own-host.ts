import { wrongAddress } from '../errors';
import { isLoopback } from '../loopback';
import type { Middleware } from '../web/context';
import { hostnameOf } from './public-address';

/**
 * Refuses requests for hosts that aren't this computer, while the local provider signs people in: it takes any name, and a foreign page
 * could read what is here if its own name led to this computer (DNS rebinding). Programs that send no Host aren't browsers.
 * @throws wrongAddress
 */
export function requireOwnHost(takesAnyName: boolean, publicUrl: string): Middleware {
  return async function requireOwnHost(ctx, next) {
    const host = ctx.get('Host');
    if (takesAnyName && host !== '' && !isLoopback(hostnameOf(host) ?? '')) throw wrongAddress(publicUrl);
    return next();
  };
}
