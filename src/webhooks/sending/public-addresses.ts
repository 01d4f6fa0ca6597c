import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** What is in use for everybody: https://www.iana.org/assignments/ipv6-address-space. */
const GLOBAL = ipaddr.parseCIDR('2000::/3');
/** Public by its number, but each machine in Azure reaches the machine's own agent there. */
const AGENTS = ['168.63.129.16'];

/** Reads an address as it is used: an IPv4 address that is written as IPv6 is that IPv4 address. */
const parse = (text: string): Address => ipaddr.process(text);

/**
 * Whether an address is another machine's in the public internet. Private, loopback, link-local (the metadata of clouds is there), shared (CGNAT)
 * and multicast addresses aren't, nor are those that carry another address inside (NAT64, 6to4, Teredo).
 * @param text an IPv4 or IPv6 address
 */
export function isPublic(text: string): boolean {
  const address = parse(text);
  if (address.range() !== 'unicast') return false;
  return address.kind() === 'ipv4' ? !AGENTS.includes(address.toString()) : address.match(GLOBAL);
}

/** Whether an address is one of those that a list names, alone or in a network (CIDR). @param list host names in it count for nothing */
export function isListed(text: string, list: readonly string[]): boolean {
  const address = parse(text);
  return list.some((each) => {
    if (!ipaddr.isValidCIDR(each)) return ipaddr.isValid(each) && parse(each).toString() === address.toString();
    const [network, bits] = ipaddr.parseCIDR(each);
    return network.kind() === address.kind() && address.match([network, bits] as never);
  });
}
