// Where a restored recognition comes from is stored with whose it is: two members may have restored the same one in a gallery, each for themselves,
// and no two rows of a gallery may say the same (migration 003).

/** What is stored of the id that a recognition had where it was made. @param userId who restores it */
export const storedOrigin = (userId: number, originId: string): string => `${userId}:${originId}`;

/** The id that a recognition had where it was made. @param origin as it is stored */
export const originIdOf = (origin: string): string => origin.slice(origin.indexOf(':') + 1);
