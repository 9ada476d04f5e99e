import type { World } from '../../lab/world.ts';
import { people } from './people.ts';
import { ACCOUNT, REGIONS } from './shared.ts';
import { users } from './users.ts';
import { configurations, functions, roles, secrets } from './workloads.ts';

/**
 * An account of a bank in which nothing is wrong: every credential is young or rotated, in use, narrow, tagged and
 * answered for. A sweep must find nothing in it and, with everything handed over, leave nothing unread.
 * Whatever it does find is the finder's mistake, or a wrong that the bank must mend here.
 */
export const quietBank: World = {
  account: ACCOUNT,
  regions: REGIONS,
  people,
  awsPolicies: [],
  managedPolicies: [
    {
      name: 'StaffRead',
      document: {
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Action: ['cloudwatch:GetDashboard', 'cloudwatch:ListDashboards'], Resource: '*' },
        ],
      },
    },
  ],
  groups: [{ name: 'bank-staff', attached: ['StaffRead'] }],
  roles,
  linkedServices: ['ecs.amazonaws.com', 'support.amazonaws.com'],
  users,
  root: {},
  secrets,
  functions,
  configurations,
  exposures: [],
};
