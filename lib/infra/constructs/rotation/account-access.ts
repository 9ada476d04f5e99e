import { Stack } from 'aws-cdk-lib';
import { AccountPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { ownStackActions } from '../../../aws/cloudformation.ts';
import { evidenceRole, ledgerRole, workerName } from '../../../core/rotation/accounts.ts';
import type { Config } from '../../config.ts';
import { type Grant, grantAll } from '../../grants.ts';
import { WORKER_PATH } from '../../roles.ts';
import type { Storage } from '../storage.ts';
import { keyGrant } from '../worker-grants.ts';
import { evidenceGrants, ledgerGrants } from './grants.ts';

/** All but the prober, which is only asked and keeps nothing. */
const KEEPERS = ['observer', 'issuer', 'publisher', 'switcher', 'reaper', 'guard'] as const;

export interface AccountAccessProps {
  readonly account: string;
  readonly organisation: NonNullable<Config['organisation']>;
  readonly storage: Storage;
}

/**
 * What the workers of one account may become in the hub: one role for the rows of that account's plans, and one, for its
 * observer alone, by which evidence is sealed. Neither reads findings, or anything of another account.
 */
export class AccountAccess extends Construct {
  constructor(scope: Construct, id: string, props: AccountAccessProps) {
    super(scope, id);
    const { account, storage } = props;
    const key = storage.key === undefined ? [] : [keyGrant(storage.key.keyArn)];
    const whom = (names: readonly (typeof KEEPERS)[number][]) =>
      names.map(
        (name) => `arn:${Stack.of(this).partition}:iam::${account}:role${WORKER_PATH}${workerName(name)}`,
      );
    this.role('Ledger', ledgerRole(account), whom(KEEPERS), props, [
      ...ledgerGrants(storage, account),
      ownStack(this),
      ...key,
    ]);
    this.role('Evidence', evidenceRole(account), whom(['observer']), props, [
      ...evidenceGrants(storage, account),
      ...key,
    ]);
  }

  private role(
    id: string,
    roleName: string,
    whom: readonly string[],
    { account, organisation }: AccountAccessProps,
    grants: readonly Grant[],
  ): void {
    const role = new Role(this, id, {
      roleName,
      description: `Nightwarden: rotation in account ${account}`,
      assumedBy: new AccountPrincipal(account).withConditions({
        StringEquals: { 'sts:ExternalId': organisation.externalId, 'aws:PrincipalOrgID': organisation.id },
        ArnEquals: { 'aws:PrincipalArn': whom },
      }),
    });
    grantAll(this, `${id}Policy`, role, grants);
  }
}

/** Asked for by its name, which is what an account knows of it. */
function ownStack(scope: Construct): Grant {
  const { partition, region, account, stackName } = Stack.of(scope);
  return {
    sid: 'OwnStack',
    actions: ownStackActions,
    resources: [`arn:${partition}:cloudformation:${region}:${account}:stack/${stackName}/*`],
    why: 'The hub itself: the last part of its ARN is another one each time that it is made',
  };
}
