import { isFault } from '../errors';

/** Why an attempt failed, as the log of deliveries says it. */
export const FAILURES = {
  refused: 'The receiver refused it.',
  redirect: 'The receiver led elsewhere, which isn’t followed.',
  gone: 'The receiver says that it is gone for good.',
  timeout: 'The receiver didn’t answer within ten seconds.',
  certificate: 'The receiver’s certificate isn’t valid.',
  connection: 'The receiver couldn’t be reached.',
  unknown_host: 'No server with this name was found.',
  private_address: 'The address leads into a private network, where webhooks aren’t sent.',
  insecure_address: 'The address must begin with https://.',
} as const;

export type Failure = keyof typeof FAILURES;

export const isFailure = (text: string): text is Failure => Object.hasOwn(FAILURES, text);

const GONE = 410;

/** Why an answer with this status is a failure; null for one that isn't. */
export function failureOfStatus(status: number): Failure | null {
  if (status >= 200 && status < 300) return null;
  if (status === GONE) return 'gone';
  return status >= 300 && status < 400 ? 'redirect' : 'refused';
}

/** Codes of TLS (https://nodejs.org/api/tls.html#x509-certificate-error-codes). */
const CERTIFICATE = /CERT|SIGNATURE|ISSUER|ALTNAME|^ERR_TLS/;

/** Why an attempt without an answer failed. */
export function failureOfError(error: unknown): Failure {
  if (isFault(error, 'webhook_host_unknown')) return 'unknown_host';
  if (isFault(error, 'webhook_address_insecure')) return 'insecure_address';
  if (isFault(error)) return 'private_address';
  const { name = '', code = '' } = error as { name?: string; code?: unknown };
  if (name === 'TimeoutError') return 'timeout';
  return CERTIFICATE.test(String(code)) ? 'certificate' : 'connection';
}
