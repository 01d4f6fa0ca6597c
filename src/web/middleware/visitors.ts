import ipaddr from 'ipaddr.js';
import type { Context } from '../context';

/** An IPv6 address counts by its first bytes: a subscriber gets at least a whole network (RFC 6177). */
const NETWORK_BYTES = 8;

/** Returns the key that an address counts under: itself, or its IPv6 network. A proxy may say anything in place of an address. */
export function keyOf(address: string): string {
  if (!ipaddr.isValid(address)) return 'unknown';
  const parsed = ipaddr.process(address);
  return parsed.kind() === 'ipv6' ? parsed.toByteArray().slice(0, NETWORK_BYTES).join('.') : parsed.toString();
}

/** Whom a request counts for: the user who is signed in, by id, or else the address. People who share an address don't count for each other. */
export const visitorOf = (ctx: Context): number | string => ctx.state.user?.id ?? keyOf(ctx.ip);
