import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { parse } from 'yaml';
import { readConfig } from '../lib/infra/config.ts';
import { BUS_NAME } from '../lib/infra/roles.ts';
import { ManagementStack } from '../lib/infra/stacks/management.ts';
import { NightwardenStack } from '../lib/infra/stacks/nightwarden.ts';
import { ReadAccessStack } from '../lib/infra/stacks/read-access.ts';
import { SpokeStack } from '../lib/infra/stacks/spoke.ts';
import { SpokesStack } from '../lib/infra/stacks/spokes.ts';

const app = new App();
const file: unknown = app.node.tryGetContext('config');
const config = readConfig(
  typeof file === 'string' ? parse(readFileSync(file, 'utf8')) : app.node.tryGetContext('nightwarden'),
);
const description = 'Nightwarden: finds every credential that should no longer be trusted, every night';

if (config.organisation === undefined) {
  new NightwardenStack(app, 'Nightwarden', { description, config });
  // For those who sweep from a desk: asked for by name, so that a plain `cdk deploy` has one stack to deploy.
  if (app.node.tryGetContext('readAccess') === 'true') {
    new ReadAccessStack(app, 'NightwardenReadAccess', {
      description: 'A role that may read what a Nightwarden sweep reads, and nothing else',
      secretReading: config.secretReading && app.node.tryGetContext('secretReading') !== 'false',
    });
  }
} else {
  const { hubAccount, managementAccount } = config.organisation;
  const region = config.homeRegion ?? 'us-east-1';
  new NightwardenStack(app, 'NightwardenHub', {
    description,
    config,
    env: { account: hubAccount, region },
  });
  // Written out, not referred to: the spokes lie in other accounts, and in a template of their own.
  const partition = RegionInfo.get(region).partition ?? 'aws';
  const busArn = `arn:${partition}:events:${region}:${hubAccount}:event-bus/${BUS_NAME}`;
  const spoke = { config, busArn, description: 'Nightwarden in a member account' };
  new SpokesStack(app, 'NightwardenSpokes', { ...spoke, env: { account: hubAccount, region } });
  new SpokeStack(app, 'NightwardenSpoke', spoke);
  new ManagementStack(app, 'NightwardenManagement', {
    ...spoke,
    env: { account: managementAccount, region },
  });
}
