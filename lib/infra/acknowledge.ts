import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** A wildcard in a policy, with what it is there for. */
export interface Wildcards {
  readonly sid: string;
  /** ARNs, some of which may hold a `*`. */
  readonly resources: readonly string[];
  /** Why a resource can't be named; absent: each of them is. */
  readonly why?: string;
}

/** Says why a rule of cdk-nag's pack AwsSolutions does not hold, where the construct is made. */
export function acknowledge(scope: IConstruct, rule: string, reason: string): void {
  Validations.of(scope).acknowledge({ id: `AwsSolutions::AwsSolutions-${rule}`, reason });
}

/**
 * Says why of each wildcard in a policy.
 * @throws {Error} for a wildcard without a reason
 */
export function acknowledgeWildcards(scope: IConstruct, statements: readonly Wildcards[]): void {
  const said = new Map<string, string>();
  for (const { sid, resources, why } of statements) {
    for (const resource of resources.map((each) => flat(Stack.of(scope).resolve(each)))) {
      if (!resource.includes('*')) continue;
      if (why === undefined) throw new Error(`${sid}: expected a reason for ${resource}, got none`);
      said.set(resource, why);
    }
  }
  for (const [resource, why] of said) acknowledge(scope, `IAM5[Resource::${resource}]`, why);
}

/** As cdk-nag writes a resource in its findings: `<Bucket.Arn>/runs/*`. */
function flat(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const [[name, argument] = ['', undefined]] = Object.entries(value);
  if (name === 'Ref') return `<${String(argument)}>`;
  if (name === 'Fn::GetAtt') return `<${(argument as readonly string[]).join('.')}>`;
  if (name === 'Fn::Join') return (argument as readonly [string, readonly unknown[]])[1].map(flat).join('');
  return JSON.stringify(value);
}
