import { describe, expect, it } from 'vitest';
import type { Row } from '../../../../lib/core/rotation/ledger.ts';
import type { Plan } from '../../../../lib/core/rotation/plan.ts';
import { begin } from '../../../../lib/core/rotation/start.ts';
import { PROTOCOL_TABLES } from '../../../../lib/core/rotation/tables.ts';
import { proofByState } from '../../../../lib/usecases/rotation/hands/proof-by-state.ts';
import { ROTATE } from '../../../prove/scenarios.ts';

const SETTLE = 100;
const row = (kind: Plan['kind']): Row => {
  const plan = { ...ROTATE, kind, durations: { ...ROTATE.durations, settle: SETTLE } };
  const begun = begin(PROTOCOL_TABLES, 'r', plan, 1, 0);
  return { ...begun, times: { ...begun.times, deactivated: 50 } };
};
const active = [{ id: 'O', status: 'Active', maker: 'other' }] as const;
const inactive = [{ id: 'O', status: 'Inactive', maker: 'other' }] as const;
const denied = (full: boolean) => ({ full, sessionsBefore: null });
const LATER = 50 + SETTLE;

describe('a key whose value is stored nowhere', () => {
  it.each`
    proof        | kind         | why                                       | keys         | deny             | at
    ${'refused'} | ${'contain'} | ${'is Inactive and denied'}               | ${inactive}  | ${denied(true)}  | ${LATER}
    ${'refused'} | ${'contain'} | ${'is gone and denied'}                   | ${[]}        | ${denied(true)}  | ${LATER}
    ${'unknown'} | ${'contain'} | ${'was changed too short a time ago'}     | ${inactive}  | ${denied(true)}  | ${LATER - 1}
    ${'unknown'} | ${'contain'} | ${'is Inactive, and nothing is denied'}   | ${inactive}  | ${denied(false)} | ${LATER}
    ${'unknown'} | ${'contain'} | ${'is Active, and everything is denied'}  | ${active}    | ${denied(true)}  | ${LATER}
    ${'works'}   | ${'contain'} | ${'is Active, and nothing is denied'}     | ${active}    | ${denied(false)} | ${LATER}
    ${'works'}   | ${'retire'}  | ${'is Active again'}                      | ${active}    | ${denied(false)} | ${LATER}
    ${'refused'} | ${'retire'}  | ${'is Inactive'}                          | ${inactive}  | ${denied(false)} | ${LATER}
    ${'unknown'} | ${'contain'} | ${'is one of keys that can’t be listed'}  | ${'unknown'} | ${denied(true)}  | ${LATER}
    ${'unknown'} | ${'contain'} | ${'has a user whose policies are unread'} | ${inactive}  | ${'unknown'}     | ${LATER}
  `('is $proof for $kind when it $why', ({ proof, kind, keys, deny, at }) => {
    expect(proofByState(row(kind), 'O', { keys, denied: deny, at })).toBe(proof);
  });
});
