/** Names of a spoke's roles: the hub's workers ask for them by name in every account. */
export const ROLE_NAMES = { read: 'NightwardenRead', publish: 'NightwardenPublish' } as const;

/** Of the management account: lists the organisation's accounts, which no other may. */
export const ACCOUNTS_ROLE = 'NightwardenAccounts';

/** IAM path of the workers' own roles: what the spokes' trust is narrowed to. */
export const WORKER_PATH = '/nightwarden/';

/** IAM path of what carries out plans from the hub: an account that opted in lets nothing else call its workers. */
export const CALLER_PATH = '/nightwarden-rotation/';

/** Name of the hub's bus: spokes in other accounts send to it by its ARN. */
export const BUS_NAME = 'nightwarden-signals';
