// https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_BatchImportFindings.html

import { isRecord } from '../call.ts';
import { textual } from '../text.ts';
import { type Finding, imported, keyOf } from './findings.ts';
import { type Asked, Refusal } from './hub.ts';
import { faultsOf } from './validate.ts';

const MAX_FINDINGS = 100;
const MAX_CALL_BYTES = 6 * 1024 * 1024;

interface Failed {
  readonly Id: string;
  readonly ErrorCode: string;
  readonly ErrorMessage: string;
}

export function batchImportFindings({ call, hub, caller, now }: Asked): object {
  const { Findings: sent } = call.json;
  if (!Array.isArray(sent) || sent.length < 1 || sent.length > MAX_FINDINGS) {
    throw new Refusal(
      400,
      'InvalidInputException',
      `Invalid parameter 'Findings': expected 1 to ${MAX_FINDINGS} findings`,
    );
  }
  if (call.body.length > MAX_CALL_BYTES)
    throw new Refusal(413, 'InvalidInputException', 'Request is larger than 6 MB');
  const findings = sent.filter(isRecord);
  // A finding of another account or product fails the whole call, as on AWS: only the finding's own account may import it.
  for (const finding of findings) assertOwn(finding, call.region, caller.accountId, caller.arn);
  const failed: Failed[] = [];
  for (const finding of findings) {
    const faults = faultsOf(finding);
    if (faults.length > 0) failed.push(failure(finding, faults));
    else
      hub.findings.set(keyOf(finding), imported(finding, hub.findings.get(keyOf(finding)), call.region, now));
  }
  return {
    FailedCount: failed.length,
    SuccessCount: findings.length - failed.length,
    FailedFindings: failed,
  };
}

function assertOwn(
  { ProductArn: product, AwsAccountId: owner }: Finding,
  region: string,
  account: string,
  arn: string,
): void {
  const own = new RegExp(
    `^arn:aws(-cn|-us-gov)?:securityhub:${region}:${account}:product/${account}/default$`,
  );
  const productFits = product === undefined || own.test(textual(product));
  if (productFits && (owner ?? account) === account) return;
  const message = `User: ${arn} is not authorized to perform: securityhub:BatchImportFindings on resource: ${textual(product)}`;
  throw new Refusal(403, 'AccessDeniedException', message);
}

function failure({ Id: id }: Finding, faults: readonly string[]): Failed {
  const ErrorMessage = `Finding does not adhere to Amazon Finding Format. ${faults.join(', ')}.`;
  return { Id: typeof id === 'string' ? id : '', ErrorCode: 'InvalidInput', ErrorMessage };
}
