const dates = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeZone: 'UTC' });
const times = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });

/** A day as all pages write it: "Nov 25, 2026". @param moment in milliseconds since 1970 */
export const formatDate = (moment: number): string => dates.format(moment);

/** A day and time as all pages write them: "Nov 25, 2026, 5:28 PM UTC". @param moment in milliseconds since 1970 */
export const formatTime = (moment: number): string => `${times.format(moment)} UTC`;
