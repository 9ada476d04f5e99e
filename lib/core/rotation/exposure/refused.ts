import { userName } from '../../model/arn.ts';
import { isEnded } from '../ledger.ts';
import { type KeyId, sparing } from '../plan.ts';
import * as commands from '../runbook/commands.ts';
import { closed, open, unread } from './items.ts';
import type { ExposureFacts, Found } from './judge.ts';

/** Every credential of the principal that leaked, or may have: refused everywhere, for good. */
export function refusedItems(facts: ExposureFacts): readonly Found[] {
  const { plan, contain, state, rotation } = facts.row;
  const targets = contain?.targets ?? [plan.key];
  const going = isEnded(facts.row)
    ? []
    : [open('plan', 'its plan has not ended', `nightwarden status ${rotation}`)];
  const blocked =
    state === 'blocked'
      ? [
          open(
            'plan',
            'its plan is Blocked: a person must decide',
            `nightwarden status ${rotation} --runbook`,
          ),
        ]
      : [];
  return [...going, ...blocked, ...targets.map((key) => ofKey(key, facts))];
}

function ofKey(key: KeyId, { row, keys, denied, now }: ExposureFacts): Found {
  const { plan, times } = row;
  const user = userName(plan.principal) ?? plan.principal;
  if (plan.where.database !== undefined) return ofDatabase(key, row.state);
  if (plan.where.issuer !== undefined) return ofToken(key, row.state);
  const { list, setStatus } = commands.credentialCommands(user, plan.where.service?.name);
  if (keys === 'unknown') return unread(key, `whether key ${key} works could not be read`, false, list);
  const status = keys.find(({ id }) => id === key)?.status;
  if (status === undefined) return closed(key, `key ${key} is deleted`);
  if (status === 'Active') return open(key, `key ${key} is Active`, setStatus(key, 'Inactive'));
  if (times.deactivated !== null && now < times.deactivated + plan.durations.settle)
    return unread(key, `key ${key} was deactivated a moment ago`, false, 'ask again in some minutes');
  if (sparing(plan))
    return closed(key, `key ${key} is Inactive; another key of its user did not leak, and works on`);
  if (denied === 'unknown')
    return unread(
      key,
      `whether user ${user} is denied everything could not be read`,
      false,
      ...commands.policiesOf(user),
    );
  return denied.full
    ? closed(key, `key ${key} is Inactive, and its user denied everything`)
    : open(
        key,
        `key ${key} is Inactive, and nothing denies its user anything if it is activated`,
        commands.denyAll(user),
      );
}

/** The server was asked by the plan itself, which ends done only when the user may not log in. */
function ofDatabase(user: KeyId, state: ExposureFacts['row']['state']): Found {
  return state === 'done'
    ? closed(user, `user ${user} may not log in with what leaked`)
    : unread(
        user,
        `whether user ${user} may log in is not known here`,
        true,
        'look on the server: select rolcanlogin from pg_roles',
      );
}

/** Whoever looks here may not open the bridge: the plan has asked it, and ends done only when none is Active. */
function ofToken(id: KeyId, state: ExposureFacts['row']['state']): Found {
  return state === 'done'
    ? closed(id, `token ${id} is Inactive or deleted, as its bridge told the plan`)
    : unread(
        id,
        `whether token ${id} works is not known here`,
        true,
        'look in the console of the third party, and deactivate it there; then attest',
      );
}
