import helmet from 'koa-helmet';
import type { Middleware } from '../context';
import { fromKoa } from '../routes';

/**
 * Sets the headers that forbid browsers what our pages never do. The policy is strict, because nothing comes from
 * another site.
 * @param providerOrigins returns where the sign-out form may redirect to: Chromium applies `form-action` to redirects,
 *   too
 */
export function securityHeaders(publicUrl: string, providerOrigins: () => readonly string[]): Middleware {
  const https = new URL(publicUrl).protocol === 'https:';
  return fromKoa(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"],
          scriptSrc: ["'self'"],
          styleSrc: ["'self'"],
          // Bootstrap's style sheet has its arrows and crosses as data: addresses.
          imgSrc: ["'self'", 'data:'],
          connectSrc: ["'self'"],
          baseUri: ["'none'"],
          formAction: [() => ["'self'", ...providerOrigins()].join(' ')],
          frameAncestors: ["'none'"],
        },
      },
      strictTransportSecurity: https ? { maxAge: 31_536_000 } : false,
      // Chromium warns of this header whenever it isn't on the first answer from the origin.
      originAgentCluster: false,
      referrerPolicy: { policy: 'same-origin' },
      xFrameOptions: { action: 'deny' },
    }),
  );
}
