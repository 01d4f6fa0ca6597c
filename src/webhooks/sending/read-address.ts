import {
  webhookAddressHasUser,
  webhookAddressInsecure,
  webhookAddressInvalid,
  webhookAddressTooLong,
} from '../../errors';

const MAX_LENGTH = 2000;

/**
 * Reads the address of a webhook as browsers do (https://url.spec.whatwg.org/): `0x7f.1` and `2130706433` are 127.0.0.1. Where it leads is
 * checked by `Targets`.
 * @throws webhookAddressInvalid, webhookAddressTooLong, webhookAddressHasUser, webhookAddressInsecure
 */
export function readAddress(text: string): URL {
  if (text.length > MAX_LENGTH) throw webhookAddressTooLong(MAX_LENGTH);
  const trimmed = text.trim();
  // The parser forgives missing slashes and backslashes; what people see should be what is meant.
  if (!/^https?:\/\/[^/\\]/i.test(trimmed) || !URL.canParse(trimmed)) {
    throw /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) && URL.canParse(trimmed)
      ? webhookAddressInsecure()
      : webhookAddressInvalid();
  }
  const url = new URL(trimmed);
  if (url.username || url.password) throw webhookAddressHasUser();
  url.hash = ''; // it is never sent
  return url;
}

/** The host of an address for a look-up: without the brackets of IPv6, and without the dot at its end. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[(.+)\]$/, '$1').replace(/\.$/, '');
