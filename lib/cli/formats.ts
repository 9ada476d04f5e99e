/** The shapes that a sweep's report can have, as `--format` names them. */
export const FORMATS = ['table', 'json', 'asff', 'ocsf', 'sarif', 'csv', 'markdown'] as const;
export type Format = (typeof FORMATS)[number];
