/** Begins every secret value that is planted in the world: none of them may appear anywhere. */
export const CANARY = 'NIGHTWARDENCANARY-quiet';
