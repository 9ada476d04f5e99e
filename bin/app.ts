import { App } from 'aws-cdk-lib';
import { ReadAccessStack } from '../lib/infra/stacks/read-access.ts';

const app = new App();
new ReadAccessStack(app, 'NightwardenReadAccess', {
  description: 'A role that may read what a Nightwarden sweep reads, and nothing else',
  secretReading: app.node.tryGetContext('secretReading') !== 'false',
});
