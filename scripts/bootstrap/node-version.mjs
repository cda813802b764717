/** The oldest Node.js that the tools of this project run on. */
export const MINIMUM_NODE = /** @type {const} */ ([20, 19, 0]);

/**
 * @param {string} version such as `20.20.2` or `v22.1.0`
 * @returns {string | null} what to tell the person, or null when the version will do
 */
export function nodeVersionProblem(version) {
  const parts = version.replace(/^v/, '').split('.').map(Number);
  for (const [index, minimum] of MINIMUM_NODE.entries()) {
    const part = parts[index] ?? 0;
    if (part > minimum) return null;
    if (part < minimum) {
      return (
        `Sparklio Assets needs Node.js ${MINIMUM_NODE.join('.')} or newer; this is ${version}.\n` +
        'Install the current LTS release from https://nodejs.org (or with your version manager) and try again.'
      );
    }
  }
  return null;
}
