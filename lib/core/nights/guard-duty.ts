import { isRecord } from '../model/records.ts';

type Detail = Readonly<Record<string, unknown>>;

/**
 * Findings that speak of a credential in the wrong hands. Policy findings tell what somebody did to a setting, by a key
 * that may be used as it should be. https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-iam.html
 */
const OF_A_KEY = /^(?!Policy:)[A-Za-z]+:IAMUser\//;
const SEQUENCE = /^AttackSequence:IAM\//;

/** The long-term keys that a GuardDuty finding is about, sorted; none: it is about something else, or is no live finding. */
export function guardDutyKeys(detail: Detail): readonly string[] {
  const type = typeof detail.type === 'string' ? detail.type : '';
  const service = isRecord(detail.service) ? detail.service : {};
  if (service.archived === true) return [];
  const named = OF_A_KEY.test(type) ? keyOf(detail) : SEQUENCE.test(type) ? keysOfActors(service) : [];
  // A session's own id (ASIA…) is not what can be taken away: its role is named by the finding, and judged at night.
  return [
    ...new Set(
      named.filter((id): id is string => typeof id === 'string' && /^AKIA[A-Z0-9]{4,124}$/.test(id)),
    ),
  ].toSorted();
}

function keyOf({ resource }: Detail): readonly unknown[] {
  const details = isRecord(resource) ? resource.accessKeyDetails : undefined;
  return isRecord(details) ? [details.accessKeyId] : [];
}

/** https://docs.aws.amazon.com/guardduty/latest/APIReference/API_Actor.html */
function keysOfActors({ detection }: Detail): readonly unknown[] {
  const sequence = isRecord(detection) ? detection.sequence : undefined;
  const actors = isRecord(sequence) && Array.isArray(sequence.actors) ? sequence.actors : [];
  return actors.map((actor) =>
    isRecord(actor) && isRecord(actor.user) ? actor.user.credentialUid : undefined,
  );
}
