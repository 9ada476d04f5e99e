import { gapOf } from '../../aws/errors.ts';
import type { IamGateway } from '../../aws/iam.ts';
import { plain } from '../../aws/pages.ts';
import { partOf, readAll } from '../../aws/reading.ts';
import type { Instant } from '../../core/model/time.ts';
import type { Manifest, Part } from '../../ports/account-export.ts';
import type { Progress } from '../../ports/progress.ts';
import { type KeyMemory, readAccessKeys } from './live-keys.ts';
import { readReport } from './live-report.ts';
import { type NamedPrincipals, namedPrincipals } from './users.ts';

const DETAILS = 'iam:GetAccountAuthorizationDetails';
/** What is listed principal by principal: so those of a user whom nothing names are hidden with it. */
const HIDDEN = [
  'users',
  'policies',
  'roles',
  'access-keys',
  'last-used',
  'ssh-keys',
  'signing-certificates',
  'service-access',
] as const;

export interface LiveIamOptions {
  readonly account: string;
  readonly partition: string;
  readonly gateway: IamGateway;
  /**
   * Lower case: key ids, user names, ARNs or values of users' tags (e-mails of leavers) whose keys' last use
   * must be of now: the credential report may be 4 hours old.
   */
  readonly watched: ReadonlySet<string>;
  readonly keyMemory?: KeyMemory | undefined;
  readonly progress: Progress;
  readonly now: () => Date;
  readonly sleep: (ms: number) => Promise<void>;
}

export interface IamRead {
  readonly authorization: Part;
  readonly credentialReport: Part;
  readonly accessKeys: Part;
  readonly credentialReportAt?: Instant;
  readonly named: NamedPrincipals;
}

/** Users, groups, roles and policies, the credential report, and every user's keys with their last use. */
export async function readIam(options: LiveIamOptions): Promise<IamRead> {
  const { progress } = options;
  progress.step('IAM');
  const [authorization, report] = await Promise.all([readAuthorization(options), readReport(options)]);
  const manifest: Manifest = {
    account: options.account,
    partition: options.partition,
    takenAt: options.now().toISOString(),
    regions: [],
    ...(report.at === undefined ? {} : { credentialReportAt: report.at }),
  };
  const named = namedPrincipals({ authorization, report: report.part, manifest, watched: options.watched });
  const { part: accessKeys, note } = await readAccessKeys({ ...options, authorization, named });
  const told = `${accessKeys.items.length} access keys`;
  progress.done(note === undefined ? told : `${told} (${note})`);
  return {
    authorization,
    credentialReport: report.part,
    accessKeys,
    named,
    ...(report.at === undefined ? {} : { credentialReportAt: report.at }),
  };
}

async function readAuthorization({ gateway, account, progress }: LiveIamOptions): Promise<Part> {
  const items: unknown[] = [];
  const { answered, fault } = await readAll(gateway.authorizationDetails(), (page) => {
    items.push(plain(page));
    progress.detail(`${items.length} pages of users, groups, roles and policies`);
  });
  const gaps =
    fault === undefined ? [] : [gapOf(fault, { action: DETAILS, scope: { account }, facts: HIDDEN })];
  return partOf(DETAILS, [{ items, gaps, answered }]);
}
