import type { App } from 'aws-cdk-lib';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import type { Config } from './config.ts';
import { BUS_NAME } from './roles.ts';
import { homeOf, mainRegionOf, signalRegions, spokeRegions } from './signal-regions.ts';
import { ManagementStack } from './stacks/management.ts';
import { NightwardenStack } from './stacks/nightwarden.ts';
import { ReadAccessStack } from './stacks/read-access.ts';
import { RotationAccountStack } from './stacks/rotation-account.ts';
import { SignalsStack } from './stacks/signals.ts';
import { SpokeStack } from './stacks/spoke.ts';
import { SpokesStack } from './stacks/spokes.ts';

const DESCRIPTION = 'Nightwarden: finds every credential that should no longer be trusted, every night';

/** What the command line asks for beside the options of the deployment. */
export interface Asked {
  /** Whether the role for those who sweep from a desk is deployed too. */
  readonly readAccess: boolean;
  /** Whether that role may read what may show secrets. */
  readonly secretReading: boolean;
}

/** The stacks of a deployment. By default there is one, so that a plain `cdk deploy` has one to deploy. */
export function addStacks(app: App, config: Config, asked: Asked): void {
  if (config.organisation === undefined) singleAccount(app, config, asked);
  else wholeOrganisation(app, config, config.organisation);
}

function singleAccount(app: App, config: Config, { readAccess, secretReading }: Asked): void {
  const { homeRegion } = config;
  const env = homeRegion === undefined ? {} : { env: { region: homeRegion } };
  const stack = new NightwardenStack(app, 'Nightwarden', { description: DESCRIPTION, config, ...env });
  if (readAccess)
    new ReadAccessStack(app, 'NightwardenReadAccess', {
      description: 'A role that may read what a Nightwarden sweep reads, and nothing else',
      config: { ...config, secretReading: config.secretReading && secretReading },
    });
  if (homeRegion === undefined) return;
  for (const region of signalRegions(config).filter((each) => each !== homeRegion))
    new SignalsStack(app, `NightwardenSignals-${region}`, {
      description: `Nightwarden hears of ${region} in ${homeRegion}`,
      config,
      busArn: busArn(homeRegion, stack.account, 'default'),
      env: { region },
    });
}

function wholeOrganisation(
  app: App,
  config: Config,
  organisation: NonNullable<Config['organisation']>,
): void {
  const { hubAccount, managementAccount } = organisation;
  const region = homeOf(config);
  const hub = { account: hubAccount, region };
  new NightwardenStack(app, 'NightwardenHub', { description: DESCRIPTION, config, env: hub });
  // Written out, not referred to: the spokes lie in other accounts, and in a template of their own.
  const spoke = {
    config,
    busArn: busArn(region, hubAccount, BUS_NAME),
    description: 'Nightwarden in a member account',
  };
  new SpokesStack(app, 'NightwardenSpokes', { ...spoke, env: hub });
  new SpokeStack(app, 'NightwardenSpoke', spoke);
  // In the hub's Region: Step Functions calls functions of other accounts, and none of other Regions.
  for (const account of config.rotation.enabled ? config.rotation.accounts : [])
    new RotationAccountStack(app, `NightwardenRotation-${account}`, {
      description: 'Nightwarden carries out plans in this account',
      config,
      account,
      env: { account, region },
    });
  const management = { account: managementAccount, region };
  new ManagementStack(app, 'NightwardenManagement', { ...spoke, env: management });
  // The StackSet reaches members only, and the management account has a stack for each Region that has something to tell.
  for (const each of spokeRegions(config).filter((named) => named !== region))
    new SignalsStack(app, `NightwardenManagementSignals-${each}`, {
      ...spoke,
      description: `Nightwarden hears of ${each} in ${region}, from the management account`,
      env: { account: managementAccount, region: each },
    });
  const main = mainRegionOf(config);
  // AWS Health tells of credentials in the main Region, of the whole organisation where the hub is its delegate.
  if (main !== region)
    new SignalsStack(app, 'NightwardenHubSignals', {
      ...spoke,
      description: `Nightwarden's hub hears of ${main} in ${region}`,
      env: { account: hubAccount, region: main },
    });
}

function busArn(region: string, account: string, name: string): string {
  const partition = RegionInfo.get(region).partition ?? 'aws';
  return `arn:${partition}:events:${region}:${account}:event-bus/${name}`;
}
