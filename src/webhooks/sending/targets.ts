import type { LookupAddress } from 'node:dns';
import { isIP } from 'node:net';
import { OwnersQueue } from '../../concurrency/owners-queue';
import { webhookAddressInsecure, webhookAddressPrivate, webhookHostUnknown } from '../../errors';
import { isListed, isPublic } from './public-addresses';
import { hostOf, readAddress } from './read-address';

/** Finds the addresses of a host. `dns.promises.lookup` with `all` does. */
export type Lookup = (host: string) => Promise<LookupAddress[]>;

/** Where an address leads. */
export interface Target {
  url: URL;
  /** All of them have been checked. The connection goes to one of these, whatever the name leads to by then. */
  addresses: readonly LookupAddress[];
}

/** A look-up takes one of the process's few threads for files, for seconds if a name server doesn't answer. Each owner has one at a time. */
const LOOKUPS_AT_ONCE = 2;
/** How long a look-up may take. The time in the queue, where others may be slow, doesn't count. */
const LOOKUP_MS = 10_000;

/** Finds out where addresses lead, and refuses those that lead where webhooks aren't sent. */
export class Targets {
  private readonly lookups = new OwnersQueue(LOOKUPS_AT_ONCE);

  constructor(
    private readonly lookup: Lookup,
    /** The setting `WEBHOOK_ALLOWED_HOSTS`. */
    private readonly allowed: readonly string[],
    private readonly lookupMs = LOOKUP_MS,
  ) {}

  /**
   * Resolves the host of an address, once.
   * @param owner whose look-up it is: few run at the same time, in turns between owners
   * @throws what `readAddress` throws; webhookAddressPrivate when any of its addresses is in no public network and not allowed;
   *   webhookAddressInsecure for http to a public one; webhookHostUnknown; the signal's reason
   */
  async resolve(address: string, owner: number, signal: AbortSignal): Promise<Target> {
    const url = readAddress(address);
    const host = hostOf(url);
    if (host === '') throw webhookHostUnknown();
    const family = isIP(host);
    const addresses = family ? [{ address: host, family }] : await this.lookUp(host, owner, signal);
    const isAllowed = ({ address }: LookupAddress) => this.allowed.includes(host) || isListed(address, this.allowed);
    if (!addresses.every((each) => isAllowed(each) || isPublic(each.address))) throw webhookAddressPrivate();
    if (url.protocol !== 'https:' && !addresses.every(isAllowed)) throw webhookAddressInsecure();
    return { url, addresses };
  }

  private lookUp(host: string, owner: number, signal: AbortSignal): Promise<LookupAddress[]> {
    return new Promise((resolve, reject) => {
      const giveUp = () => reject(signal.reason);
      const look = async () => {
        const late = setTimeout(() => reject(webhookHostUnknown(new Error('no answer in time'))), this.lookupMs);
        try {
          // It can't be canceled: one that takes too long keeps its place among the few until it ends.
          const addresses = await this.lookup(host);
          if (addresses.length === 0) throw new Error('no addresses');
          resolve(addresses);
        } finally {
          clearTimeout(late);
        }
      };
      signal.addEventListener('abort', giveUp, { once: true });
      this.lookups
        .run(owner, signal, look)
        .catch((error) => reject(signal.aborted ? signal.reason : webhookHostUnknown(error)))
        .finally(() => signal.removeEventListener('abort', giveUp));
    });
  }
}
