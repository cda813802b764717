/** Raised when renditions that an older version of the app made should be made again. */
export const renderVersion = 2;
