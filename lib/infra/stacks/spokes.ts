import { CfnStackSet, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { spokeRegions } from '../signal-regions.ts';
import { standaloneTemplate } from '../standalone-template.ts';
import { type SpokeProps, SpokeStack } from './spoke.ts';

/** Deploys the spoke's template in every account of the organisational units, and in those that join them later. */
export class SpokesStack extends Stack {
  constructor(scope: Construct, id: string, { config, busArn, ...props }: SpokeProps) {
    super(scope, id, props);
    const { organisation } = config;
    if (organisation === undefined) throw new Error('SpokesStack: expected mode organisation, got single');
    new CfnStackSet(this, 'Spokes', {
      stackSetName: 'NightwardenSpokes',
      description: 'Nightwarden in a member account',
      permissionModel: 'SERVICE_MANAGED',
      callAs: 'DELEGATED_ADMIN',
      autoDeployment: { enabled: true, retainStacksOnAccountRemoval: false },
      capabilities: ['CAPABILITY_NAMED_IAM'],
      managedExecution: { Active: true },
      operationPreferences: {
        failureTolerancePercentage: 20,
        maxConcurrentPercentage: 25,
        regionConcurrencyType: 'PARALLEL',
      },
      stackInstancesGroup: [
        {
          deploymentTargets: { organizationalUnitIds: [...organisation.organisationalUnits] },
          regions: [...spokeRegions(config)],
        },
      ],
      templateBody: JSON.stringify(spokeTemplate({ config, busArn })),
    });
  }
}

/** The template of a spoke as it stands, without assets and without the CDK's bootstrap. */
export function spokeTemplate({ config, busArn }: Pick<SpokeProps, 'config' | 'busArn'>): object {
  return standaloneTemplate(
    (app, options) => new SpokeStack(app, 'NightwardenSpoke', { config, busArn, ...options }),
  );
}
