import { actions as account } from './account.ts';
import { actions as cloudtrail } from './cloudtrail.ts';
import { actions as iam } from './iam.ts';
import { actions as lambda, secretReadingActions } from './lambda.ts';
import { actions as secretsmanager } from './secretsmanager.ts';
import { actions as sts } from './sts.ts';

/** Every action that a sweep calls, reads all of them, but for those that read secrets. */
export const READ_ACTIONS: readonly string[] = [
  ...sts,
  ...account,
  ...iam,
  ...secretsmanager,
  ...lambda,
  ...cloudtrail,
];

/** The actions whose answers may hold secret values: a separate, optional grant. */
export const SECRET_READING_ACTIONS: readonly string[] = secretReadingActions;
