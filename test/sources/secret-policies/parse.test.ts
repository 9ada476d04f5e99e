import { describe, expect, it } from 'vitest';
import type { Part } from '../../../lib/ports/account-export.ts';
import { keepPolicy } from '../../../lib/sources/secret-policies/keep.ts';
import { parsePolicies } from '../../../lib/sources/secret-policies/parse.ts';
import { ACCOUNT } from '../files/export-builder.ts';
import { MANIFEST } from '../live-context.ts';

const ARN = `arn:aws:secretsmanager:eu-west-1:${ACCOUNT}:secret:db-AbCdEf`;
const CANARY = 'NIGHTWARDENCANARY-policy';

function parse(...items: readonly unknown[]) {
  const part: Part = {
    items,
    origin: 'secret-policies.json',
    missing: 'secret-policies.json',
    status: 'complete',
    gaps: [],
  };
  const { resourcePolicies = [], gaps } = parsePolicies(part, MANIFEST);
  return { resourcePolicies, gaps };
}

describe('policies of secrets', () => {
  it('are read with the moment of their reading', () => {
    const { resourcePolicies, gaps } = parse({
      ARN,
      Name: 'db',
      ResourcePolicy: '{"Statement":[]}',
      ReadAt: '2026-11-18T03:00:00Z',
    });
    expect(gaps).toEqual([]);
    expect(resourcePolicies).toEqual([
      { resource: ARN, document: { Statement: [] }, readAt: '2026-11-18T03:00:00.000Z' },
    ]);
  });

  it.each`
    why                        | answer
    ${'an answer without one'} | ${{ ARN }}
    ${'an empty text'}         | ${{ ARN, ResourcePolicy: '' }}
  `('that are not there are none: $why', ({ answer }) => {
    expect(parse(answer)).toEqual({ resourcePolicies: [{ resource: ARN, document: 'none' }], gaps: [] });
  });

  it.each`
    why                              | readAt                    | told
    ${'read eight days ago is told'} | ${'2026-11-14T03:00:00Z'} | ${1}
    ${'read longer ago is a gap'}    | ${'2026-11-14T02:59:59Z'} | ${0}
  `('$why', ({ readAt, told }) => {
    const { resourcePolicies, gaps } = parse({ ARN, ReadAt: readAt });
    expect(resourcePolicies).toHaveLength(told);
    expect(gaps).toHaveLength(1 - told);
  });

  it.each`
    why                       | text
    ${'no JSON'}              | ${`{"Statement": "${CANARY}`}
    ${'a list'}               | ${`["${CANARY}"]`}
    ${'nested beyond reason'} | ${'['.repeat(40_000)}
    ${'a text'}               | ${`"${CANARY}"`}
  `('that are $why are a gap, and never repeated', ({ text }) => {
    const { resourcePolicies, gaps } = parse({ ARN, ResourcePolicy: text });
    expect(resourcePolicies).toEqual([{ resource: ARN, document: null }]);
    expect(gaps).toMatchObject([
      { scope: { subject: ARN, region: 'eu-west-1' }, facts: ['secret-policies'], badInput: true },
    ]);
    expect(JSON.stringify(gaps)).not.toContain(CANARY);
  });

  it.each`
    why                         | item
    ${'longer than any can be'} | ${{ ARN, ResourcePolicy: `{"Id":"${CANARY}${'x'.repeat(200_000)}"}` }}
    ${'an object'}              | ${{ ARN, ResourcePolicy: { Id: CANARY } }}
    ${'of no secret'}           | ${{ ARN: `arn:aws:s3:::${CANARY}` }}
    ${'a text'}                 | ${CANARY}
    ${'nothing'}                | ${null}
  `('that do not fit are a gap: $why', ({ item }) => {
    const { resourcePolicies, gaps } = parse(item);
    expect(resourcePolicies).toEqual([]);
    expect(gaps).toMatchObject([{ badInput: true, missing: 'secret-policies.json' }]);
    expect(JSON.stringify(gaps)).not.toContain(CANARY);
  });

  it('that differ for one secret are told, and the first is used', () => {
    const { resourcePolicies, gaps } = parse({ ARN }, { ARN, ResourcePolicy: '{}' }, { ARN });
    expect(resourcePolicies).toEqual([{ resource: ARN, document: 'none' }]);
    expect(gaps).toHaveLength(1);
  });

  it('of two thousand secrets are read in a moment', () => {
    const ResourcePolicy = JSON.stringify({ Statement: [{ Sid: 'x'.repeat(20_000) }] });
    const many = Array.from({ length: 2000 }, (_, i) => ({ ARN: `${ARN}${i}`, ResourcePolicy }));
    const before = performance.now();
    expect(parse(...many).resourcePolicies).toHaveLength(2000);
    expect(performance.now() - before).toBeLessThan(4000);
  });
});

it('what is kept of an answer is kept again as it is, and nothing else', async () => {
  const kept = { ARN, Name: 'db', ResourcePolicy: '{}', ReadAt: '2026-11-18T03:00:00Z' };
  expect(await keepPolicy({ ...kept, SecretString: CANARY, $metadata: {} })).toEqual(kept);
  expect(await keepPolicy(await keepPolicy(kept))).toEqual(kept);
  expect(await keepPolicy({ ARN, ResourcePolicy: { Id: CANARY } })).toEqual({ ARN, ResourcePolicy: {} });
});
