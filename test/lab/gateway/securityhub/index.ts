// https://docs.aws.amazon.com/securityhub/1.0/APIReference/Welcome.html
import { type Answer, faultAnswer, jsonAnswer } from '../answer.ts';
import type { Call } from '../call.ts';
import type { Identities, Identity } from '../identities.ts';
import type { Imitation } from '../imitation.ts';
import { createActionTarget, deleteActionTarget, describeActionTargets } from './action-targets.ts';
import { getFindings } from './get.ts';
import { type Asked, type Hub, Refusal } from './hub.ts';
import { batchImportFindings } from './import.ts';
import { batchUpdateFindings } from './update.ts';

const OPERATIONS: Readonly<Record<string, (asked: Asked) => unknown>> = {
  EnableSecurityHub: enable,
  DescribeHub: describe,
  DisableSecurityHub: disable,
  BatchImportFindings: batchImportFindings,
  GetFindings: getFindings,
  BatchUpdateFindings: batchUpdateFindings,
  CreateActionTarget: createActionTarget,
  DescribeActionTargets: describeActionTargets,
  DeleteActionTarget: deleteActionTarget,
};

export function securityHub(who: Identities, now: () => number): Imitation {
  const hubs = new Map<string, Hub>();

  async function answer(call: Call): Promise<Answer | undefined> {
    if (call.service !== 'securityhub') return undefined;
    const operation = OPERATIONS[call.action];
    const caller = await who.of(call.accessKeyId);
    const place = `${caller.accountId}/${call.region}`;
    const hub = hubs.get(place) ?? { subscribedAt: undefined, findings: new Map(), targets: new Map() };
    hubs.set(place, hub);
    try {
      if (operation === undefined)
        throw new Refusal(501, 'NotImplemented', `${call.method} ${call.path} is not imitated`);
      if (hub.subscribedAt === undefined && call.action !== 'EnableSecurityHub') throw notSubscribed(caller);
      return jsonAnswer(operation({ call, hub, caller, now: now() }) ?? {});
    } catch (error) {
      if (error instanceof Refusal) return faultAnswer(call, error.fault);
      throw error;
    }
  }
  return { answer, reset: () => hubs.clear() };
}

function enable({ hub, caller, now }: Asked): void {
  if (hub.subscribedAt !== undefined) {
    throw new Refusal(
      409,
      'ResourceConflictException',
      `Account ${caller.accountId} is already subscribed to Security Hub`,
    );
  }
  hub.subscribedAt = now;
}

function describe({ hub, call, caller, now }: Asked): object {
  return {
    HubArn: `arn:aws:securityhub:${call.region}:${caller.accountId}:hub/default`,
    SubscribedAt: new Date(hub.subscribedAt ?? now).toISOString(),
    AutoEnableControls: true,
    ControlFindingGenerator: 'SECURITY_CONTROL',
  };
}

function disable({ hub }: Asked): void {
  hub.subscribedAt = undefined;
  hub.findings.clear();
  hub.targets.clear();
}

function notSubscribed({ accountId }: Identity): Refusal {
  return new Refusal(
    401,
    'InvalidAccessException',
    `Account ${accountId} is not subscribed to AWS Security Hub`,
  );
}
