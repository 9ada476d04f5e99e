import type { RedactedVariable, Tags } from './credential.ts';

/** What runs, or configures what runs, by the name of its CloudFormation type. */
export const WORKLOAD_TYPES = [
  'AWS::Lambda::Function',
  'AWS::ECS::TaskDefinition',
  'AWS::CodeBuild::Project',
  'AWS::CloudFormation::Stack',
  'AWS::SSM::Parameter',
  'AWS::EC2::Instance',
  'AWS::ApiGateway::Stage',
  'AWS::ApiGatewayV2::Stage',
  'AWS::Glue::Job',
  'AWS::StepFunctions::StateMachine',
] as const;
export type WorkloadType = (typeof WORKLOAD_TYPES)[number];

/** What people call it. */
export const NOUNS: Readonly<Record<WorkloadType, string>> = {
  'AWS::Lambda::Function': 'function',
  'AWS::ECS::TaskDefinition': 'task definition',
  'AWS::CodeBuild::Project': 'build project',
  'AWS::CloudFormation::Stack': 'stack',
  'AWS::SSM::Parameter': 'parameter',
  'AWS::EC2::Instance': 'instance',
  'AWS::ApiGateway::Stage': 'API stage',
  'AWS::ApiGatewayV2::Stage': 'API stage',
  'AWS::Glue::Job': 'Glue job',
  'AWS::StepFunctions::StateMachine': 'state machine',
};

/** Whether what lies in the open in it are environment variables. */
export function hasEnvironment(type: string): boolean {
  return WITH_ENVIRONMENT.has(type);
}

/** What people call it; of a type that shows nothing in the open here, its own name. */
export function nounOf(type: string): string {
  return isWorkloadType(type) ? NOUNS[type] : type;
}

/** Whether what lies in the open in it is read. */
export function isWorkloadType(type: string): type is WorkloadType {
  return Object.hasOwn(NOUNS, type);
}

const WITH_ENVIRONMENT: ReadonlySet<string> = new Set([
  'AWS::Lambda::Function',
  'AWS::ECS::TaskDefinition',
  'AWS::CodeBuild::Project',
]);

/** A workload, with what its configuration shows in the open, after redaction. */
export interface Workload {
  readonly arn: string;
  /** Name of a CloudFormation type: a {@link WorkloadType}, or any other that runs with a role. */
  readonly type: string;
  readonly name: string;
  readonly region: string;
  /** ARN of the role that it runs with. */
  readonly role?: string;
  readonly tags: Tags;
  /** `missing`: what is in the open could not be read. `not-asked`: nothing but its role was told. */
  readonly environment:
    | { readonly state: 'read'; readonly variables: readonly RedactedVariable[] }
    | { readonly state: 'unread'; readonly missing: string }
    | { readonly state: 'not-asked' };
}
