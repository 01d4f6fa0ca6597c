import { TOO_LONG } from './bounded-fetch';
import { type FaultKind, ProviderFault } from './provider-fault';

const UNTRUSTED = (issuer: string) =>
  `The certificate of OIDC_ISSUER (${issuer}) isn’t trusted here: start the app with NODE_EXTRA_CA_CERTS=<its CA’s file>.`;
const SILENT = (issuer: string) =>
  `The sign-in provider at OIDC_ISSUER (${issuer}) doesn’t answer: start it, or correct OIDC_ISSUER.`;
const NO_TLS = (issuer: string) =>
  `OIDC_ISSUER is ${issuer}, but nothing there speaks https: correct the address or the port in OIDC_ISSUER.`;
const NO_HTTP = (issuer: string) =>
  `OIDC_ISSUER is ${issuer}, but what answers there doesn’t speak http: correct the address or the port in OIDC_ISSUER.`;

const TOO_MUCH = (issuer: string) =>
  `OIDC_ISSUER is ${issuer}, but what answers there sends far more than a sign-in provider does: correct OIDC_ISSUER, or the proxy in between.`;

type Sentence = (issuer: string) => string;

/** By the code of an error of Node's: how a connection to the provider fails (https://nodejs.org/api/errors.html, OpenSSL's X509_V_ERR_*). */
const FAULTS: Readonly<Record<string, readonly [kind: FaultKind, sentence: Sentence]>> = {
  ENOTFOUND: [
    'address',
    (issuer) => `The host of OIDC_ISSUER (${issuer}) can’t be found: correct OIDC_ISSUER, or this machine’s DNS.`,
  ],
  EAI_AGAIN: [
    'passing',
    (issuer) => `The host of OIDC_ISSUER (${issuer}) can’t be looked up: this machine’s DNS doesn’t answer.`,
  ],
  ECONNREFUSED: [
    'passing',
    (issuer) => `Nothing listens at OIDC_ISSUER (${issuer}): start the sign-in provider, or correct OIDC_ISSUER.`,
  ],
  DEPTH_ZERO_SELF_SIGNED_CERT: ['address', UNTRUSTED],
  SELF_SIGNED_CERT_IN_CHAIN: ['address', UNTRUSTED],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: ['address', UNTRUSTED],
  UNABLE_TO_GET_ISSUER_CERT: ['address', UNTRUSTED],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: ['address', UNTRUSTED],
  CERT_UNTRUSTED: ['address', UNTRUSTED],
  CERT_HAS_EXPIRED: [
    'address',
    (issuer) =>
      `The certificate of OIDC_ISSUER (${issuer}) has expired: renew it, or set this server’s clock if that is wrong.`,
  ],
  CERT_NOT_YET_VALID: [
    'address',
    (issuer) => `The certificate of OIDC_ISSUER (${issuer}) isn’t valid yet: set this server’s clock.`,
  ],
  ERR_TLS_CERT_ALTNAME_INVALID: [
    'address',
    (issuer) =>
      `The certificate at OIDC_ISSUER (${issuer}) is for another host: set OIDC_ISSUER to the name in the certificate.`,
  ],
  EPROTO: ['address', NO_TLS],
  UND_ERR_INVALID_ARG: ['address', NO_HTTP],
  UND_ERR_HEADERS_OVERFLOW: ['address', TOO_MUCH],
  [TOO_LONG]: ['address', TOO_MUCH],
};

/** By the beginning of a code. */
const FAMILIES: ReadonlyArray<readonly [start: string, kind: FaultKind, sentence: Sentence]> = [
  ['ERR_SSL_', 'address', NO_TLS],
  ['CERT_', 'address', UNTRUSTED],
  ['HPE_', 'address', NO_HTTP],
];

/** Says why there was no connection to the provider, or no answer on it. */
export function connectionFault(error: unknown, issuer: string): ProviderFault {
  const code = codeIn(error) ?? '';
  const family = FAMILIES.find(([start]) => code.startsWith(start));
  const [kind, sentence] = FAULTS[code] ?? (family ? [family[1], family[2]] : ['passing', SILENT]);
  return new ProviderFault(sentence(issuer), kind, error);
}

/** The innermost code among an error's causes; of several errors at once (one for each address of a host), the first one's. */
export function codeIn(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const inner = codeIn(error.cause) ?? (error instanceof AggregateError ? codeIn(error.errors[0]) : undefined);
  const { code } = error as NodeJS.ErrnoException;
  return inner ?? (typeof code === 'string' ? code : undefined);
}
