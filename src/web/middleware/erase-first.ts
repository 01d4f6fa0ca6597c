import type { Erasure } from '../../catalog/erasure';
import type { BareMiddleware } from '../context';

/** Answers a request that deletes something, or replaces a name, only when that is gone from the disk. */
export function eraseFirst(erasure: Erasure): BareMiddleware {
  return function eraseBeforeAnswer(_ctx, next) {
    return erasure.around(next);
  };
}
