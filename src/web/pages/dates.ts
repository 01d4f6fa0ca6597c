// Made for the first date: both take a while, and the first answers of an app have none.
let dates: Intl.DateTimeFormat | undefined;
let times: Intl.DateTimeFormat | undefined;

/** Formats a day as all pages show it: "Nov 25, 2026". @param moment in milliseconds since 1970 */
export function formatDate(moment: number): string {
  dates ??= new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeZone: 'UTC' });
  return dates.format(moment);
}

/**
 * Formats a day and time as all pages show them: "Nov 25, 2026, 5:28 PM UTC".
 * @param moment in milliseconds since 1970
 */
export function formatTime(moment: number): string {
  times ??= new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });
  return `${times.format(moment)} UTC`;
}
