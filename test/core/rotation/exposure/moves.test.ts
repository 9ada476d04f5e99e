import { describe, expect, it } from 'vitest';
import { moveKind } from '../../../../lib/core/rotation/exposure/moves.ts';

const move = (service: string, name: string, error?: string) => ({
  service: `${service}.amazonaws.com`,
  name,
  error,
});

describe('what somebody did with a key that leaked', () => {
  it.each`
    service             | name                              | kind
    ${'iam'}            | ${'CreateUser'}                   | ${'another way in'}
    ${'iam'}            | ${'CreateAccessKey'}              | ${'another way in'}
    ${'iam'}            | ${'UpdateAssumeRolePolicy'}       | ${'another way in'}
    ${'iam'}            | ${'AttachUserPolicy'}             | ${'more rights'}
    ${'iam'}            | ${'ListUsers'}                    | ${null}
    ${'sts'}            | ${'AssumeRole'}                   | ${null}
    ${'sts'}            | ${'GetCallerIdentity'}            | ${null}
    ${'secretsmanager'} | ${'GetSecretValue'}               | ${'secrets read'}
    ${'secretsmanager'} | ${'ListSecrets'}                  | ${null}
    ${'ssm'}            | ${'GetParametersByPath'}          | ${'secrets read'}
    ${'ssm'}            | ${'SendCommand'}                  | ${'something that runs'}
    ${'kms'}            | ${'PutKeyPolicy'}                 | ${'opened to others'}
    ${'s3'}             | ${'PutBucketPolicy'}              | ${'opened to others'}
    ${'ec2'}            | ${'ModifySnapshotAttribute'}      | ${'opened to others'}
    ${'ec2'}            | ${'RunInstances'}                 | ${'something that runs'}
    ${'ec2'}            | ${'DescribeInstances'}            | ${null}
    ${'lambda'}         | ${'CreateFunction20150331'}       | ${'something that runs'}
    ${'lambda'}         | ${'UpdateFunctionCode20150331v2'} | ${'something that runs'}
    ${'lambda'}         | ${'GetFunction20150331v2'}        | ${'secrets read'}
    ${'cloudtrail'}     | ${'StopLogging'}                  | ${'less seen'}
    ${'guardduty'}      | ${'DeleteDetector'}               | ${'less seen'}
    ${'unheard-of'}     | ${'CreateThing'}                  | ${null}
  `('$service $name: $kind', ({ service, name, kind }) => {
    expect(moveKind(move(service, name))).toBe(kind);
  });

  it('counts only where it was done', () => {
    expect(moveKind(move('iam', 'CreateUser', 'AccessDenied'))).toBeNull();
  });

  it('is known by the service’s name in China, too', () => {
    expect(moveKind({ service: 'iam.amazonaws.com.cn', name: 'CreateUser', error: undefined })).toBe(
      'another way in',
    );
  });
});
