import {
  BatchImportFindingsCommand,
  GetFindingsCommand,
  type ImportFindingsError,
  SecurityHubClient,
} from '@aws-sdk/client-securityhub';
import { mockClient } from 'aws-sdk-client-mock';
import * as fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { batchesOf } from '../../lib/aws/securityhub/import.ts';
import { actions, securityHub, writeActions } from '../../lib/aws/securityhub.ts';
import { toAsff } from '../../lib/core/reports/asff/index.ts';
import type { AsffFinding } from '../../lib/core/reports/asff/types.ts';
import { ACCOUNT, aFinding, NOW } from '../core/evidence/made.ts';

const client = new SecurityHubClient({
  region: 'eu-west-1',
  credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
});
const mock = mockClient(client);
const waits: number[] = [];
const wait = async (ms: number) => {
  waits.push(ms);
};
const hub = securityHub(client, { wait });
const HERE = { account: ACCOUNT, partition: 'aws', region: 'eu-west-1', now: NOW };

beforeEach(() => {
  mock.reset();
  waits.length = 0;
});

function many(n: number): AsffFinding[] {
  return Array.from({ length: n }, (_, i) => toAsff(aFinding({ subject: `key-${i}` }), HERE));
}

function fault(name: string, message = name): Error {
  return Object.assign(new Error(message), { name });
}

/** The ids of each call that was made. */
function sent(): string[][] {
  return mock
    .commandCalls(BatchImportFindingsCommand)
    .map(({ args }) => (args[0].input.Findings ?? []).map(({ Id = '' }) => Id));
}

/** Answers as Security Hub does, refusing the findings that `refuse` names a code for. */
function answering(refuse: (id: string, call: number) => string | undefined): void {
  let call = 0;
  mock.on(BatchImportFindingsCommand).callsFake(({ Findings }: { Findings: AsffFinding[] }) => {
    call += 1;
    const FailedFindings = Findings.flatMap(({ Id }): ImportFindingsError[] => {
      const ErrorCode = refuse(Id, call);
      return ErrorCode === undefined ? [] : [{ Id, ErrorCode, ErrorMessage: `${ErrorCode} of\nthis` }];
    });
    const FailedCount = FailedFindings.length;
    return { FailedCount, SuccessCount: Findings.length - FailedCount, FailedFindings };
  });
}

it('declares what it reads apart from what it writes', () => {
  expect(actions).toEqual(['securityhub:GetFindings']);
  expect(writeActions).toEqual(['securityhub:BatchImportFindings']);
});

describe('reading what is published', () => {
  const [first, second] = many(2);

  it('asks for the findings of this product, account and tool, a page at a time', async () => {
    mock
      .on(GetFindingsCommand)
      .resolvesOnce({ Findings: [first as never], NextToken: 'more' })
      .resolvesOnce({ Findings: [second as never] });
    expect(await hub.published(HERE)).toEqual({ state: 'complete', findings: [first, second] });
    const [one, two] = mock.commandCalls(GetFindingsCommand).map(({ args }) => args[0].input);
    expect(one?.Filters).toEqual({
      ProductArn: [
        {
          Value: `arn:aws:securityhub:eu-west-1:${ACCOUNT}:product/${ACCOUNT}/default`,
          Comparison: 'EQUALS',
        },
      ],
      GeneratorId: [{ Value: 'nightwarden/', Comparison: 'PREFIX' }],
      AwsAccountId: [{ Value: ACCOUNT, Comparison: 'EQUALS' }],
    });
    expect(two?.NextToken).toBe('more');
  });

  it('takes nothing over that people added, and nothing of other tools', async () => {
    const edited = {
      ...first,
      Workflow: { Status: 'SUPPRESSED' },
      Note: { Text: 'ours', UpdatedBy: 'x', UpdatedAt: NOW },
      UserDefinedFields: { a: 'b' },
      VerificationState: 'FALSE_POSITIVE',
    };
    mock.on(GetFindingsCommand).resolves({ Findings: [edited, { ...first, Id: 'prowler-1' }] as never });
    expect(await hub.published(HERE)).toEqual({ state: 'complete', findings: [first] });
  });

  it.each`
    why                      | error                                            | state
    ${'Security Hub is off'} | ${fault('InvalidAccessException')}               | ${'off'}
    ${'it may not read'}     | ${fault('AccessDeniedException', 'not allowed')} | ${'partial'}
    ${'it stays throttled'}  | ${fault('TooManyRequestsException')}             | ${'partial'}
    ${'the network is gone'} | ${fault('Error', 'getaddrinfo ENOTFOUND')}       | ${'partial'}
  `('says $state when $why', async ({ error, state }) => {
    mock.on(GetFindingsCommand).rejects(error);
    expect((await hub.published(HERE)).state).toBe(state);
  });

  it('gives what it has read when a later page fails', async () => {
    mock
      .on(GetFindingsCommand)
      .resolvesOnce({ Findings: [first as never], NextToken: 'more' })
      .rejects(fault('AccessDeniedException', 'not\nallowed'));
    expect(await hub.published(HERE)).toEqual({
      state: 'partial',
      findings: [first],
      reason: 'access denied (AccessDeniedException)',
      remedy: 'grant securityhub:GetFindings to the publishing role',
    });
  });

  it('waits and asks again when it is throttled once', async () => {
    mock
      .on(GetFindingsCommand)
      .rejectsOnce(fault('TooManyRequestsException'))
      .resolves({ Findings: [first as never] });
    expect((await hub.published(HERE)).state).toBe('complete');
    expect(waits).toEqual([500]);
  });

  it('does not page for ever', async () => {
    mock.on(GetFindingsCommand).resolves({ Findings: [], NextToken: 'same' });
    expect((await hub.published(HERE)).state).toBe('partial');
  });
});

describe('sending', () => {
  it('sends nothing when there is nothing', async () => {
    expect(await hub.send([])).toEqual({ failed: [], off: false });
    expect(sent()).toEqual([]);
  });

  it('sends at most 100 in a call', async () => {
    answering(() => undefined);
    expect(await hub.send(many(201))).toEqual({ failed: [], off: false });
    expect(sent().map(({ length }) => length)).toEqual([100, 100, 1]);
  });

  it('sends again only what failed and may pass, and tells what did not', async () => {
    const [a = '', b = '', c = ''] = many(3).map(({ Id }) => Id);
    answering((id, call) => {
      if (id === a && call === 1) return 'InternalError';
      return id === b ? 'InvalidInput' : undefined;
    });
    const { failed } = await hub.send(many(3));
    expect(failed).toEqual([{ id: b, code: 'InvalidInput', reason: 'InvalidInput of this' }]);
    expect(sent()).toEqual([[a, b, c], [a]]);
  });

  it('gives up after three attempts', async () => {
    answering(() => 'ConcurrentUpdate');
    const { failed } = await hub.send(many(2));
    expect(failed.map(({ code }) => code)).toEqual(['ConcurrentUpdate', 'ConcurrentUpdate']);
    expect(sent()).toHaveLength(3);
    expect(waits).toEqual([500, 1000]);
  });

  it('finds the one finding that has a whole call refused', async () => {
    const findings = many(9);
    const bad = findings[5]!.Id;
    mock.on(BatchImportFindingsCommand).callsFake(({ Findings }: { Findings: AsffFinding[] }) => {
      if (Findings.some(({ Id }) => Id === bad)) throw fault('InvalidInputException', 'bad finding');
      return { FailedCount: 0, SuccessCount: Findings.length };
    });
    expect((await hub.send(findings)).failed).toEqual([
      expect.objectContaining({ id: bad, code: 'InvalidInputException' }),
    ]);
  });

  it('shows nothing of what the SDK said, which may hold a signature', async () => {
    mock.on(BatchImportFindingsCommand).rejects(fault('WeirdException', 'Signature=canary-secret'));
    mock.on(GetFindingsCommand).rejects(fault('WeirdException', 'Signature=canary-secret'));
    const told = JSON.stringify([await hub.published(HERE), await hub.send(many(1))]);
    expect(told).toContain('WeirdException');
    expect(told).not.toContain('canary-secret');
  });

  it('stops at the first call when it may not write', async () => {
    mock.on(BatchImportFindingsCommand).rejects(fault('AccessDeniedException', 'no'));
    const { failed, off } = await hub.send(many(250));
    expect({ failed: failed.length, off, calls: sent().length }).toEqual({
      failed: 250,
      off: false,
      calls: 1,
    });
  });

  it.each`
    how                       | prepare
    ${'the call'}             | ${() => mock.on(BatchImportFindingsCommand).rejects(fault('InvalidAccessException'))}
    ${'every single finding'} | ${() => answering(() => 'InvalidAccess')}
  `('says that Security Hub is off when it refuses $how', async ({ prepare }) => {
    prepare();
    expect((await hub.send(many(101))).off).toBe(true);
    expect(sent()).toHaveLength(1);
  });

  it('goes on with the next batch when one stays throttled', async () => {
    mock
      .on(BatchImportFindingsCommand)
      .rejectsOnce(fault('ThrottlingException'))
      .rejectsOnce(fault('ThrottlingException'))
      .rejectsOnce(fault('ThrottlingException'))
      .resolves({ FailedCount: 0, SuccessCount: 1 });
    expect((await hub.send(many(101))).failed).toHaveLength(100);
  });

  it('does not count as taken what was refused without a name', async () => {
    mock.on(BatchImportFindingsCommand).resolves({ FailedCount: 1, SuccessCount: 1, FailedFindings: [] });
    expect((await hub.send(many(2))).failed.map(({ code }) => code)).toEqual(['Unconfirmed', 'Unconfirmed']);
  });
});

/** A finding of so many bytes. */
function sized(bytes: number, id: string): AsffFinding {
  const small = toAsff(aFinding({ subject: id }), HERE);
  const room = bytes - Buffer.byteLength(JSON.stringify({ ...small, Title: '' }));
  return { ...small, Title: 'x'.repeat(Math.max(0, room)) };
}

describe('batches', () => {
  it('names a finding above 240 KB and leaves it out', () => {
    const { batches, tooLarge } = batchesOf([sized(240_001, 'big'), sized(4000, 'small')]);
    expect(batches.map(({ length }) => length)).toEqual([1]);
    expect(tooLarge.map(({ code }) => code)).toEqual(['TooLarge']);
  });

  it('keep to 6 MB and 100 findings, in order and complete', () => {
    const sizes = fc.array(fc.integer({ min: 3000, max: 239_000 }), { maxLength: 130 });
    fc.assert(
      fc.property(sizes, (all) => {
        const findings = all.map((bytes, i) => sized(bytes, `k${i}`));
        const { batches } = batchesOf(findings);
        expect(batches.flat()).toEqual(findings);
        for (const batch of batches) {
          expect(batch.length).toBeLessThanOrEqual(100);
          expect(Buffer.byteLength(JSON.stringify({ Findings: batch }))).toBeLessThanOrEqual(6_000_000);
        }
      }),
      { numRuns: 20 },
    );
  });
});
