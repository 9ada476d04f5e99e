import { describe, expect, it } from 'vitest';
import { readConfig } from '../../../lib/infra/read-config.ts';
import {
  CONFIGS,
  type Deployment,
  ORGANISATION,
  policiesOf,
  resourcesOf,
  stackOf,
  textOf,
} from '../synth.ts';

function workerOf(deployment: Deployment, stack: string) {
  const found = stackOf(deployment, stack);
  const [, worker] =
    resourcesOf(found, 'AWS::Lambda::Function').find(([id]) => id.startsWith('SweepCloudtrail')) ?? [];
  const statements = policiesOf(found)
    .filter(({ role }) => role.startsWith('SweepCloudtrail'))
    .flatMap((policy) => policy.statements);
  if (worker === undefined) throw new Error(`${stack}: expected a worker that reads CloudTrail`);
  const { Variables } = worker.Properties.Environment as { Variables: Record<string, unknown> };
  return { statements: new Map(statements.map((each) => [each.Sid, each])), variables: Variables };
}

describe('the files of a trail', () => {
  const { statements, variables } = workerOf('organisation', 'NightwardenHub');
  const below = `audit/logs/AWSLogs/${ORGANISATION}/*`;

  it("are read by the hub's worker itself, below the trail's own prefix, and decrypted by its key alone", () => {
    const files = statements.get('TrailFiles');
    expect(files?.Action).toBe('s3:GetObject');
    expect(textOf(files?.Resource)).toBe(`arn:<AWS::Partition>:s3:::org-trail/${below}`);
    const list = statements.get('TrailList');
    expect(list?.Action).toBe('s3:ListBucket');
    expect(list?.Condition).toEqual({ StringLike: { 's3:prefix': below } });
    expect(statements.get('TrailKey')).toMatchObject({
      Action: 'kms:Decrypt',
      Resource: CONFIGS.organisation.trail.keyArn,
    });
    expect([...statements.keys()]).not.toContain('ReadSpokes');
    expect(variables).toMatchObject({
      NIGHTWARDEN_TRAIL_BUCKET: 'org-trail',
      NIGHTWARDEN_TRAIL_PREFIX: 'audit/logs/',
      NIGHTWARDEN_TRAIL_REGION: 'us-east-1',
      NIGHTWARDEN_TRAIL_ORGANISATION: ORGANISATION,
      NIGHTWARDEN_TRAIL_DAYS: '90',
    });
  });

  it('are not read where none is named: CloudTrail is asked', () => {
    const single = workerOf('single', 'Nightwarden');
    expect([...single.statements.keys()].filter((sid = '') => /^Trail[A-Z]/.test(sid))).toEqual([]);
    expect(single.statements.get('Trail0')?.Action).toBe('cloudtrail:LookupEvents');
    expect(Object.keys(single.variables).filter((name) => name.includes('TRAIL'))).toEqual([]);
  });
});

describe('the options of a trail', () => {
  it.each`
    trail                                                    | told
    ${{ source: 'trail' }}                                   | ${/trail\.bucket: expected the bucket/}
    ${{ bucket: 'b-1' }}                                     | ${/trail\.source: expected trail or organisation-trail, for trail\.bucket is given/}
    ${{ source: 'organisation-trail', bucket: 'b-1' }}       | ${/trail\.source: expected lookup-events or trail, for mode is single/}
    ${{ source: 'trail', bucket: 'b-1', prefix: '/logs/' }}  | ${/trail\.prefix: expected a prefix without a slash/}
    ${{ source: 'trail', buckets: 'b-1' }}                   | ${/trail\.buckets: unknown option; did you mean bucket\?/}
    ${{ source: 'trail', bucket: 'b-1', keyArn: 'alias/x' }} | ${/trail\.keyArn: expected the ARN of a KMS key/}
  `('$trail is refused', ({ trail, told }) => {
    expect(() => readConfig({ trail })).toThrow(told);
  });
});
