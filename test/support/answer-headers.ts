import { expect } from 'chai';
import type { Page } from './browser';

const PHOTO = /^image\/jpeg/;

/** The headers that every answer has to carry, whatever it is. */
export function expectSafeHeaders({ headers, status, url }: Page, { https = false } = {}): void {
  const what = `${status} ${url}`;
  const policy = headers.get('Content-Security-Policy') ?? '';
  expect(policy, what).to.include("default-src 'none'");
  // A photo opened by itself is no page: all it may have is the style that Chromium puts around it.
  if (PHOTO.test(headers.get('Content-Type') ?? ''))
    expect(policy, what)
      .to.include("frame-ancestors 'none'")
      .and.match(/; sandbox\b/);
  else
    expect(policy, what)
      .to.include("frame-ancestors 'none'")
      .and.include("script-src 'self'")
      .and.not.include('unsafe')
      .and.not.include('*');
  expect(headers.get('X-Frame-Options'), what).to.equal('DENY');
  expect(headers.get('X-Content-Type-Options'), what).to.equal('nosniff');
  expect(headers.get('Referrer-Policy'), what).to.equal('same-origin');
  expect(headers.get('Permissions-Policy'), what).to.match(/^camera=\(self\), microphone=\(\), geolocation=\(\)/);
  expect(headers.get('Cross-Origin-Resource-Policy'), what).to.equal('same-origin');
  expect(headers.get('Cross-Origin-Opener-Policy'), what).to.equal('same-origin');
  expect(headers.get('Cache-Control') ?? '', what).to.match(/\b(no-store|private)\b/);
  expect(headers.get('Strict-Transport-Security')?.split(';')[0], what).to.equal(
    https ? 'max-age=31536000' : undefined,
  );
  for (const name of ['X-Powered-By', 'Server', 'Access-Control-Allow-Origin'])
    expect(headers.get(name), `${name} of ${what}`).to.equal(null);
}
