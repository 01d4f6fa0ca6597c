import helmet from 'koa-helmet';
import type { Middleware } from '../context';
import { fromKoa } from '../routes';

/**
 * The headers that tell a browser what these pages never do. Nothing comes from another site, so the policy is strict;
 * `providerOrigins` are where the sign-out form may lead on to (Chromium applies `form-action` to redirects too).
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
          // Bootstrap's style sheet draws its arrows and crosses from data: addresses.
          imgSrc: ["'self'", 'data:'],
          connectSrc: ["'self'"],
          baseUri: ["'none'"],
          formAction: [() => ["'self'", ...providerOrigins()].join(' ')],
          frameAncestors: ["'none'"],
        },
      },
      strictTransportSecurity: https ? { maxAge: 31_536_000 } : false,
      // Only some answers of an origin reach it first, and Chromium warns of each that comes later.
      originAgentCluster: false,
      referrerPolicy: { policy: 'same-origin' },
      xFrameOptions: { action: 'deny' },
    }),
  );
}
