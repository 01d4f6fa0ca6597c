/** How much of a picture may be missing at its end: less than people notice, and less than a face. */
const MISSING = 0.03;

/** Returns whether so much of a picture is there that nobody sees what is missing. */
export const isNearlyWhole = (there: number, whole: number): boolean => there >= whole * (1 - MISSING);
