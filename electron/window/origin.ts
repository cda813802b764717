export const scheme = 'app';
export const host = 'sparklio';
/** Where the window's page comes from. */
export const origin = `${scheme}://${host}`;
