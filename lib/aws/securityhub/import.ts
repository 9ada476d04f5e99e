import {
  BatchImportFindingsCommand,
  type BatchImportFindingsResponse,
  type SecurityHubClient,
} from '@aws-sdk/client-securityhub';
import { line } from '../../core/reports/asff/text.ts';
import { type AsffFinding, LIMITS } from '../../core/reports/asff/types.ts';
import type { HubFailure, HubSending } from '../../ports/finding-hub.ts';
import { ATTEMPTS, type Fault, faultOf, patiently, pause, type Wait } from './fault.ts';

/** Sends every finding, in as few calls as the limits allow, and tells which ones were not taken. */
export async function sendAll(
  client: SecurityHubClient,
  findings: readonly AsffFinding[],
  wait: Wait,
): Promise<HubSending> {
  const { batches, tooLarge } = batchesOf(findings);
  const failed: HubFailure[] = [...tooLarge];
  for (const [index, batch] of batches.entries()) {
    const outcome = await sendBatch(client, batch, wait);
    failed.push(...outcome.failed);
    if (outcome.stop === undefined) continue;
    failed.push(...lost(batches.slice(index + 1).flat(), outcome.stop));
    return { failed, off: outcome.stop.kind === 'off' };
  }
  return { failed, off: false };
}

/** Batches of at most 100 findings and 6 MB, in order. */
export function batchesOf(findings: readonly AsffFinding[]): {
  readonly batches: readonly (readonly AsffFinding[])[];
  readonly tooLarge: readonly HubFailure[];
} {
  const batches: AsffFinding[][] = [];
  const tooLarge: HubFailure[] = [];
  let bytes = 0;
  for (const finding of findings) {
    const size = Buffer.byteLength(JSON.stringify(finding)) + 1;
    if (size > LIMITS.findingBytes) {
      const reason = `a finding may have ${LIMITS.findingBytes} bytes, this one has ${size}`;
      tooLarge.push({ id: finding.Id, code: 'TooLarge', reason });
      continue;
    }
    const last = batches.at(-1);
    const full =
      last === undefined || last.length === LIMITS.batch || bytes + size > LIMITS.batchBytes - 1000;
    if (full) batches.push([finding]);
    else last.push(finding);
    bytes = full ? size : bytes + size;
  }
  return { batches, tooLarge };
}

interface BatchOutcome {
  readonly failed: readonly HubFailure[];
  /** Why no other batch can succeed either. */
  readonly stop?: Fault;
}

/** Sends a batch, and again only what failed and may succeed another time. */
async function sendBatch(
  client: SecurityHubClient,
  batch: readonly AsffFinding[],
  wait: Wait,
): Promise<BatchOutcome> {
  const failed: HubFailure[] = [];
  let pending = batch;
  for (let attempt = 1; ; attempt += 1) {
    const answer = await importOnce(client, pending, wait);
    if ('fault' in answer) {
      const { kind } = answer.fault;
      if (kind === 'invalid' && pending.length > 1) {
        const halves = await sendHalves(client, pending, wait);
        return { ...halves, failed: [...failed, ...halves.failed] };
      }
      failed.push(...lost(pending, answer.fault));
      return kind === 'off' || kind === 'shut' ? { failed, stop: answer.fault } : { failed };
    }
    const again = new Set(answer.failed.filter(({ code }) => mayPass(code)).map(({ id }) => id));
    const isLast = attempt === ATTEMPTS || again.size === 0;
    failed.push(...answer.failed.filter(({ id }) => isLast || !again.has(id)));
    if (isLast) return { failed, ...offBy(answer.failed, batch) };
    pending = pending.filter(({ Id }) => again.has(Id));
    await wait(pause(attempt));
  }
}

/** One bad finding can have a whole call refused: halving finds it, and the others get in. */
async function sendHalves(
  client: SecurityHubClient,
  batch: readonly AsffFinding[],
  wait: Wait,
): Promise<BatchOutcome> {
  const middle = Math.ceil(batch.length / 2);
  const first = await sendBatch(client, batch.slice(0, middle), wait);
  if (first.stop !== undefined) {
    return { failed: [...first.failed, ...lost(batch.slice(middle), first.stop)], stop: first.stop };
  }
  const second = await sendBatch(client, batch.slice(middle), wait);
  return { ...second, failed: [...first.failed, ...second.failed] };
}

async function importOnce(
  client: SecurityHubClient,
  batch: readonly AsffFinding[],
  wait: Wait,
): Promise<{ readonly failed: readonly HubFailure[] } | { readonly fault: Fault }> {
  const region = await client.config.region();
  const diagnose = (error: unknown) => faultOf(error, 'securityhub:BatchImportFindings', region);
  try {
    const call = () => client.send(new BatchImportFindingsCommand({ Findings: [...batch] }));
    return { failed: failuresIn(await patiently(wait, diagnose, call), batch) };
  } catch (error) {
    return { fault: diagnose(error) };
  }
}

function lost(findings: readonly AsffFinding[], { code, reason, remedy }: Fault): readonly HubFailure[] {
  return findings.map(({ Id }) => ({ id: Id, code, reason, remedy }));
}

function failuresIn(
  answer: BatchImportFindingsResponse,
  batch: readonly AsffFinding[],
): readonly HubFailure[] {
  const named = (answer.FailedFindings ?? []).map(
    ({ Id = '', ErrorCode = 'Unknown', ErrorMessage = '' }) => ({
      id: Id,
      code: ErrorCode,
      reason: line(ErrorMessage, 200, ErrorCode),
    }),
  );
  const told = new Set(named.map(({ id }) => id));
  if ((answer.FailedCount ?? 0) <= told.size) return named;
  const reason = `Security Hub refused ${answer.FailedCount} findings and named only ${told.size} of them`;
  const unnamed = batch
    .filter(({ Id }) => !told.has(Id))
    .map(({ Id }) => ({ id: Id, code: 'Unconfirmed', reason }));
  return [...named, ...unnamed];
}

/** What is refused for what it is fails again; anything else (a conflict, a throttle, a fault of AWS) may pass. */
function mayPass(code: string): boolean {
  return !/Invalid|Denied|Validation|NotFound|Unconfirmed/i.test(code);
}

/** With Security Hub or its product off, every finding comes back as InvalidAccess. */
function offBy(failed: readonly HubFailure[], batch: readonly AsffFinding[]): { readonly stop?: Fault } {
  const isOff =
    failed.length === batch.length && failed.every(({ code }) => code.startsWith('InvalidAccess'));
  const [first] = failed;
  return isOff && first !== undefined
    ? { stop: { kind: 'off', remedy: 'enable Security Hub', ...first } }
    : {};
}
