export const MINIMUM_NODE: readonly [20, 19, 0];
export function nodeVersionProblem(version: string): string | null;
