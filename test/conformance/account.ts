import { READ_ACTIONS } from '../../lib/aws/actions.ts';
import { ago, aKey, aSnapshot, OTHER_KEY, policyOf, usedAgo } from '../core/detectors/build.ts';
import { aRole, details, part, snapshotOf } from '../sources/files/export-builder.ts';
import { afterPartialNight, findings, isAdministrator, withUnreadable } from './answers.ts';
import type { ConformanceCase } from './case.ts';
import { asr, cloudsplaining, infisical, prowlerHub, prowlerUnusedKey, reported } from './tools.ts';

const ALL = { Effect: 'Allow', Action: '*', Resource: '*' };
const NOTHING = { Effect: 'Deny', Action: '*', Resource: '*' };
const used = aKey({ createdAt: ago(60), lastUsed: usedAgo(0.2) });
const dead = aKey({ id: OTHER_KEY, createdAt: ago(80), lastUsed: usedAgo(70) });

/** How an account is read, what becomes of findings, and what happens when something can't be read. */
export const ACCOUNT_CASES: readonly ConformanceCase[] = [
  {
    id: 'archived-unread',
    wrong: 'Findings are archived after a scan that failed or was partial.',
    others: [
      prowlerHub(
        'every active finding of its own in the Region that this run did not produce is archived; whether its check could run is not looked at',
      ),
    ],
    ours: 'Only what was read completely and is gone is archived; what could not be read stays open.',
    answer: afterPartialNight,
    expected: { 'the key, gone': 'ARCHIVED', 'the secret, unread': 'ACTIVE' },
  },
  {
    id: 'finding-on-the-user',
    wrong: 'Findings stand on the user, not on the key.',
    others: [
      prowlerUnusedKey('the resource is the ARN of the user; which of its keys, by position in the report'),
    ],
    ours: 'A finding names the key by its id, and so does its evidence for machines.',
    answer: () =>
      findings(aSnapshot({ credentials: [used, dead] }))
        .filter(({ detector }) => detector === 'iam.unused-access-key')
        .map(({ id, subject }) => [id, subject]),
    expected: [[`iam.unused-access-key:${OTHER_KEY}`, OTHER_KEY]],
  },
  {
    id: 'policies-together',
    wrong: 'Deny is ignored, policies are read one at a time, and resources do not count.',
    others: [
      cloudsplaining(
        'escalation is looked for in one policy at a time; statements are taken whatever their Effect',
      ),
      reported('Cloudsplaining', '8 of 75 real escalation paths were found'),
    ],
    ours: 'What a principal may do follows from all its policies and its groups’ together, Deny and resources included.',
    later: 'reach: the paths by which it can become more',
    answer: () => ({
      'allowed everything': isAdministrator([policyOf('all', ALL)]),
      "denied by its group's policy": isAdministrator([policyOf('all', ALL)], [policyOf('none', NOTHING)]),
      'by two policies together': isAdministrator([
        policyOf('iam', { Effect: 'Allow', Action: 'iam:*', Resource: '*' }),
        policyOf('rest', { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }),
      ]),
      'everything on one bucket': isAdministrator([
        policyOf('bucket', { Effect: 'Allow', Action: '*', Resource: 'arn:aws:s3:::logs/*' }),
      ]),
    }),
    expected: {
      'allowed everything': 'yes',
      "denied by its group's policy": 'no',
      'by two policies together': 'yes',
      'everything on one bucket': 'no',
    },
  },
  {
    id: 'every-role-unused',
    wrong: 'Every role reads as unused, because ListRoles tells no last use.',
    others: [
      infisical(
        'roles come from ListRoles, whose answer has no RoleLastUsed; null counts as unused for ever',
      ),
    ],
    ours: 'Last use comes from GetAccountAuthorizationDetails, and ListRoles is never asked.',
    answer: () => {
      const RoleLastUsed = { LastUsedDate: '2026-11-20T00:00:00Z', Region: 'eu-west-1' };
      const pages = [details({ RoleDetailList: [aRole('worker', { RoleLastUsed })] })];
      const { credentials } = snapshotOf({
        authorization: part('account-authorization-details.json', pages),
      });
      return {
        lastUse: credentials
          .filter(({ kind }) => kind === 'role-session')
          .map(({ lastUsed }) => lastUsed.state),
        asksListRoles: READ_ACTIONS.includes('iam:ListRoles'),
      };
    },
    expected: { lastUse: ['used'], asksListRoles: false },
  },
  {
    id: 'filter-fails-open',
    wrong: 'A filter that cannot be read lets everything through.',
    others: [
      asr(
        'when the OUs of an account cannot be retrieved, its OU filter passes the finding on to remediation',
      ),
    ],
    ours: 'A policy or a list of leaks that cannot be read stops the sweep; a roster that cannot is a gap, and nobody is a leaver.',
    later: 'rotation: exceptions, approvals and change windows',
    answer: async () => ({
      policy: await withUnreadable('--policy', 'detectors: ['),
      exposures: await withUnreadable('--exposures', '{'),
      roster: await withUnreadable(
        '--roster',
        'email,team,status,leftOn\nnot-an-address,x,left,2026-01-01\n',
      ),
    }),
    expected: {
      policy: { code: 2, leavers: 0, judged: false },
      exposures: { code: 2, leavers: 0, judged: false },
      roster: { code: 4, leavers: 0, judged: true },
    },
  },
];
