import type { Page } from './browser';

/** The challenge on a page that asks for a passkey. */
export function challengeOn({ text }: Page): string {
  const options = /data-passkey-(?:get|create)="([^"]*)"/.exec(text)?.[1] ?? '{}';
  return JSON.parse(options.replaceAll('&quot;', '"').replaceAll('&#x3D;', '=')).challenge;
}
