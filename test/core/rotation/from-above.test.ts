import { describe, expect, it } from 'vitest';
import {
  denyFromAbove,
  type FromAbove,
  revokeFromAbove,
} from '../../../lib/core/rotation/runbook/from-above.ts';

const USER = 'arn:aws:iam::111122223333:user/apps/app';
const BEFORE = Date.parse('2026-11-26T12:00:00Z');

type Context = Readonly<Record<string, string>>;
interface Statement {
  readonly Effect: string;
  readonly Action: string;
  readonly Resource: string;
  readonly Condition: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** The policy that a line makes. */
function documentOf({ deny: [create = ''] }: FromAbove): {
  readonly Version: string;
  readonly Statement: readonly Statement[];
} {
  const content = /--content '(\{.*?\})' --/.exec(create)?.[1];
  return JSON.parse(content ?? '');
}

/** As IAM decides: each operator and each key must hold, and one that a request does not have holds for none of these. */
function hits(above: FromAbove, request: Context): boolean {
  return documentOf(above).Statement.some(({ Condition }) =>
    Object.entries(Condition).every(([operator, keys]) =>
      Object.entries(keys).every(([key, wanted]) => {
        const value = request[key];
        if (value === undefined) return false;
        const values = [wanted].flat();
        return operator === 'DateLessThan'
          ? values.some((one) => Date.parse(value) < Date.parse(one))
          : values.includes(value);
      }),
    ),
  );
}

describe('what is denied from above the account', () => {
  it.each`
    why                                         | principal                                     | hit
    ${'the user that leaked, and its sessions'} | ${USER}                                       | ${true}
    ${'another user'}                           | ${'arn:aws:iam::111122223333:user/apps/app2'} | ${false}
    ${'one of that name in another path'}       | ${'arn:aws:iam::111122223333:user/app'}       | ${false}
    ${'a role'}                                 | ${'arn:aws:iam::111122223333:role/app'}       | ${false}
  `('a user is, and nobody else: $why', ({ principal, hit }) => {
    expect(hits(denyFromAbove(USER, '111122223333'), { 'aws:PrincipalArn': principal })).toBe(hit);
  });

  it.each`
    why                                  | request                                                                             | hit
    ${'that session'}                    | ${{ 'aws:userid': 'AROA1:intruder', 'aws:TokenIssueTime': '2026-11-26T11:59:59Z' }} | ${true}
    ${'one of its name that began then'} | ${{ 'aws:userid': 'AROA1:intruder', 'aws:TokenIssueTime': '2026-11-26T12:00:00Z' }} | ${false}
    ${'another one of the role'}         | ${{ 'aws:userid': 'AROA1:pipeline', 'aws:TokenIssueTime': '2026-11-26T11:59:59Z' }} | ${false}
    ${'whoever has no session'}          | ${{ 'aws:userid': 'AROA1:intruder' }}                                               | ${false}
  `('a session is by its name and age: $why', ({ request, hit }) => {
    expect(hits(revokeFromAbove('444455556666', 'ASIA1', 'AROA1:intruder', BEFORE), request)).toBe(hit);
  });

  it.each([
    ['a user', denyFromAbove(USER, '111122223333'), 'NightwardenDeny-app', '111122223333'],
    [
      'a session',
      revokeFromAbove('444455556666', 'ASIA1', 'AROA1:in', BEFORE),
      'NightwardenRevoke-ASIA1',
      '444455556666',
    ],
  ] as const)(
    'is a service control policy of at most 5,120 characters, attached to one account alone: of %s',
    (_what, above, name, account) => {
      const { Version, Statement } = documentOf(above);
      expect(Version).toBe('2012-10-17');
      expect(Statement).toMatchObject([{ Effect: 'Deny', Action: '*', Resource: '*' }]);
      expect(JSON.stringify(documentOf(above)).length).toBeLessThan(5_120);
      const [create, attach] = above.deny;
      expect(create).toContain(`--name ${name} --type SERVICE_CONTROL_POLICY`);
      expect(attach).toBe(`aws organizations attach-policy --policy-id POLICY_ID --target-id ${account}`);
      expect(above.undo).toEqual([
        `aws organizations detach-policy --policy-id POLICY_ID --target-id ${account}`,
        'aws organizations delete-policy --policy-id POLICY_ID',
      ]);
    },
  );
});
