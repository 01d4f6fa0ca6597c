const dates = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeZone: 'UTC' });
const times = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });

/** Formats a day as all pages show it: "Nov 25, 2026". @param moment in milliseconds since 1970 */
export const formatDate = (moment: number): string => dates.format(moment);

/**
 * Formats a day and time as all pages show them: "Nov 25, 2026, 5:28 PM UTC".
 * @param moment in milliseconds since 1970
 */
export const formatTime = (moment: number): string => `${times.format(moment)} UTC`;
