import { isLoopback } from '../../loopback';
import { doubt, type Finding, fault, good, type Installation } from './finding';
import { isAppRunning } from './running-app';

const ABOUT = 'address';
const PATIENCE_MS = 5000;

/** By the code of an error of Node's: why nothing answers at PUBLIC_URL, with the remedy. */
const REASONS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its name can’t be found: correct PUBLIC_URL, or the DNS',
  EAI_AGAIN: 'its name can’t be looked up, as the DNS doesn’t answer: try again later',
  ECONNREFUSED: 'nothing listens there: start the proxy, or correct PUBLIC_URL',
  EHOSTUNREACH: 'there is no way there from this computer: look at its network, or correct PUBLIC_URL',
  CERT_HAS_EXPIRED: 'its certificate has expired: renew it, or set this computer’s clock if that is wrong',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name: correct PUBLIC_URL, or get a certificate for it',
  DEPTH_ZERO_SELF_SIGNED_CERT:
    'its certificate isn’t trusted here, which browsers will say, too: get one from an authority',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate isn’t trusted here: set NODE_EXTRA_CA_CERTS to the file of its authority',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate isn’t trusted here: have the proxy send the whole chain',
};

/** Looks whether the address that people open leads to the app, and whether the app is told of the proxy before it. */
export async function checkAddress({ config }: Installation): Promise<Finding[]> {
  const { publicUrl, trustProxy } = config;
  const { protocol, hostname } = new URL(publicUrl);
  if (isLoopback(hostname)) return [good(ABOUT, `${publicUrl}, on this computer only.`)];
  const found = [await lookAt(publicUrl, await isAppRunning(config))];
  // The app itself speaks no TLS.
  if (protocol === 'https:' && trustProxy === 0)
    found.push(
      doubt(
        'proxy',
        'PUBLIC_URL is https, so a proxy stands before the app, but TRUST_PROXY is 0: set it to 1, or all visitors count as one in limits and in the audit.',
      ),
    );
  return found;
}

async function lookAt(publicUrl: string, isRunning: boolean): Promise<Finding> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  try {
    const answer = await fetch(`${publicUrl}/health/live`, { redirect: 'manual', signal });
    const body = await answer.text();
    if (answer.ok && body === '{"status":"ok"}') return good(ABOUT, `${publicUrl} leads to FamiliarFaces.`);
    return otherAnswer(publicUrl, isRunning, answer);
  } catch (error) {
    const { name, cause, message } = error as Error & { cause?: NodeJS.ErrnoException };
    const code = cause?.code ?? '';
    const reason =
      name === 'TimeoutError' ? 'it doesn’t answer within seconds: look at the proxy and the firewall' : REASONS[code];
    return fault(ABOUT, `${publicUrl} can’t be reached from here: ${reason ?? (code || message)}.`);
  }
}

function otherAnswer(publicUrl: string, isRunning: boolean, { status, headers }: Response): Finding {
  const leadsTo = headers.get('location');
  if (leadsTo)
    return fault(
      ABOUT,
      `${publicUrl} redirects to ${leadsTo.replace(/\/health\/live$/, '')}: set PUBLIC_URL to the address that people end up at.`,
    );
  if (!isRunning)
    return doubt(ABOUT, `${publicUrl} is reached (${status}), but the app isn’t running: check again while it is.`);
  return fault(
    ABOUT,
    `${publicUrl} is answered by something else (${status}): have the proxy pass its requests, with their path, to the app’s PORT.`,
  );
}
