/** The picture of a file that a person looks at while it comes in. */
export const lookedAtPriority = 11;
/** Room for what nobody waits for below, and for steps in between. */
const highest = 10;
const step = 20;

/**
 * How soon the picture of a just uploaded file is made, among those of all desktops: sooner the fewer are still
 * to be made for this desktop, so that five files do not wait behind another's ten thousand. What other programs
 * wrote has priority 0.
 */
export function uploadPriority(unfinished: number): number {
  return Math.max(1, highest - Math.floor(Math.log2(1 + unfinished / step)));
}
