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
export function hasEnvironment(type: WorkloadType): boolean {
  return WITH_ENVIRONMENT.has(type);
}

const WITH_ENVIRONMENT: ReadonlySet<WorkloadType> = new Set([
  'AWS::Lambda::Function',
  'AWS::ECS::TaskDefinition',
  'AWS::CodeBuild::Project',
]);

/** A workload, with what its configuration shows in the open, after redaction. */
export interface Workload {
  readonly arn: string;
  readonly type: WorkloadType;
  readonly name: string;
  readonly region: string;
  /** ARN of the role that it runs with. */
  readonly role?: string;
  readonly tags: Tags;
  /** `missing`: what is in the open could not be read. */
  readonly environment:
    | { readonly state: 'read'; readonly variables: readonly RedactedVariable[] }
    | { readonly state: 'unread'; readonly missing: string };
}
