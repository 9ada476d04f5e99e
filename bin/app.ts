import { App } from 'aws-cdk-lib';
import { addStacks } from '../lib/infra/app.ts';
import { findConfig } from '../lib/infra/read-config.ts';

const app = new App();
const context = (name: string): unknown => app.node.tryGetContext(name);

addStacks(app, findConfig({ file: context('config'), context: context('nightwarden') }), {
  readAccess: context('readAccess') === 'true',
  secretReading: context('secretReading') !== 'false',
});
