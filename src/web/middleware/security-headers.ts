import helmet from 'koa-helmet';
import type { Middleware } from '../context';
import { fromKoa } from '../routes';

/** The camera is for "Take a photo"; of whatever else browsers can give to pages, ours need nothing. */
const PERMISSIONS = [
  'camera=(self)',
  ...['microphone', 'geolocation', 'display-capture', 'midi', 'payment', 'serial', 'usb'].map((each) => `${each}=()`),
].join(', ');

/**
 * Sets the headers that forbid browsers what our pages never do. The policy is strict, because nothing comes from
 * another site.
 * @param providerOrigins returns where the sign-out form may redirect to: Chromium applies `form-action` to redirects,
 *   too
 */
export function securityHeaders(publicUrl: string, providerOrigins: () => readonly string[]): Middleware {
  const https = new URL(publicUrl).protocol === 'https:';
  const setOthers = fromKoa(
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
  return async function setSecurityHeaders(ctx, next) {
    ctx.set('Permissions-Policy', PERMISSIONS);
    await setOthers(ctx, next);
  };
}
