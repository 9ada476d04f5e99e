import * as z from 'zod/mini';
import type { Manifest } from '../../ports/account-export.ts';
import { orElse } from '../parse/schemas.ts';
import type { IamRead } from './live.ts';
import { parseCredentialReport } from './parse-credential-report.ts';

export interface HintedRole {
  readonly arn: string;
  /** Made and managed by an AWS service. */
  readonly serviceLinked: boolean;
  /** Whether it was used in the 400 days that IAM tells of. */
  readonly used: 'yes' | 'no' | 'unknown';
}

/** What the bulk reads of IAM tell of principals, for those who ask of one at a time. Absent: not told. */
export interface Hints {
  /** By ARN of the user: whether there is a signing certificate. */
  readonly certificates: ReadonlyMap<string, 'yes' | 'no' | 'unknown'>;
  /** By ARN of the user: whether there is an active access key or a console password. */
  readonly signsIn: ReadonlyMap<string, 'yes' | 'no'>;
  readonly roles: readonly HintedRole[];
  /** Whether IAM's details were read to the end; otherwise there may be users and roles that nothing names. */
  readonly everyPrincipal: boolean;
}

const role = z.object({
  Arn: z.string(),
  Path: z._default(z.string(), '/'),
  RoleLastUsed: z.optional(z.object({ LastUsedDate: z.optional(z.unknown()) })),
});
const page = z.object({ RoleDetailList: orElse(z.array(z.unknown()), []) });

export function hintsOf(
  { authorization, credentialReport }: Pick<IamRead, 'authorization' | 'credentialReport'>,
  manifest: Manifest,
): Hints {
  const { rows } = parseCredentialReport(credentialReport, manifest);
  const roles = authorization.items
    .flatMap((item) => page.safeParse(item).data?.RoleDetailList ?? [])
    .flatMap((detail) => role.safeParse(detail).data ?? []);
  return {
    certificates: new Map(rows.map(({ arn, certificates }) => [arn, certificates])),
    signsIn: new Map(
      rows.map(({ arn, password, keys }) => [
        arn,
        password.enabled || keys.some(({ active }) => active) ? 'yes' : 'no',
      ]),
    ),
    roles: roles.map(toRole),
    everyPrincipal: authorization.status === 'complete',
  };
}

/** An empty RoleLastUsed says that it was not used; an absent one says nothing. */
function toRole({ Arn, Path, RoleLastUsed: use }: z.output<typeof role>): HintedRole {
  const used = use === undefined ? 'unknown' : use.LastUsedDate === undefined ? 'no' : 'yes';
  return { arn: Arn, serviceLinked: Path.startsWith('/aws-service-role/'), used };
}
