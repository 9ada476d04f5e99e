export const ACCOUNT = '111122223333';
/** When the hostile users and their keys were made. */
export const OLD = '2024-02-29T12:00:00Z';
/** In every hand-made value that is secret. It may be nowhere in what is told. */
export const CANARY = 'NIGHTWARDENCANARY-hostile';
