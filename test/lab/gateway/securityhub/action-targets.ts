// https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_CreateActionTarget.html
import { type ActionTarget, type Asked, Refusal } from './hub.ts';

const MAX_TARGETS = 50;

export function createActionTarget({ call, hub, caller }: Asked): object {
  const { Name: name, Description: description, Id: id } = call.json;
  if (typeof name !== 'string' || name.length < 1 || name.length >= 20) {
    throw new Refusal(400, 'InvalidInputException', "Invalid parameter 'Name': expected 1 to 19 characters");
  }
  if (typeof description !== 'string' || description.length < 1) {
    throw new Refusal(
      400,
      'InvalidInputException',
      "Invalid parameter 'Description': expected at least 1 character",
    );
  }
  if (typeof id !== 'string' || !/^[A-Za-z0-9]{1,20}$/.test(id)) {
    throw new Refusal(
      400,
      'InvalidInputException',
      "Invalid parameter 'Id': expected 1 to 20 alphanumeric characters",
    );
  }
  const arn = `arn:aws:securityhub:${call.region}:${caller.accountId}:action/custom/${id}`;
  if (hub.targets.has(arn))
    throw new Refusal(409, 'ResourceConflictException', `Action target ${arn} already exists`);
  if (hub.targets.size >= MAX_TARGETS)
    throw new Refusal(429, 'LimitExceededException', 'The limit of custom actions is reached');
  hub.targets.set(arn, { ActionTargetArn: arn, Name: name, Description: description });
  return { ActionTargetArn: arn };
}

export function describeActionTargets({ call, hub }: Asked): { ActionTargets: ActionTarget[] } {
  const { ActionTargetArns: arns } = call.json;
  const targets = [...hub.targets.values()];
  if (!Array.isArray(arns) || arns.length === 0) return { ActionTargets: targets };
  return { ActionTargets: targets.filter(({ ActionTargetArn: arn }) => arns.includes(arn)) };
}

export function deleteActionTarget({ call, hub }: Asked): object {
  const arn = decodeURIComponent(call.path.slice('/actionTargets/'.length));
  if (!hub.targets.delete(arn))
    throw new Refusal(404, 'ResourceNotFoundException', `Action target ${arn} was not found`);
  return { ActionTargetArn: arn };
}
