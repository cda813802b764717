/** Holds the place of the inspector until its part lands. */
export function Inspector() {
  return null;
}
