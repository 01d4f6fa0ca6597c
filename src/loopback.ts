// Not *.localhost, which some machines ask the network for (RFC 6761, 6.3, asks them not to): what comes back could be anyone's address.
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/i;

/** Whether a host leads to this machine alone, as it stands in HOST (`::1`) or in an address (`[::1]`). */
export const isLoopback = (hostname: string): boolean => LOOPBACK.test(hostname);
