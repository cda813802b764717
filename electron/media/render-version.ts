/**
 * Raised when what an older version of the app made of some files should be made again. `jobs/remakes.ts` tells of
 * which: never of all, for that would be a million pictures that look the same afterwards.
 */
export const renderVersion = 3;
