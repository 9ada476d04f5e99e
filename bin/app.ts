import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { parse } from 'yaml';
import { addStacks } from '../lib/infra/app.ts';
import { readConfig } from '../lib/infra/config.ts';

const app = new App();
const context = (name: string): unknown => app.node.tryGetContext(name);
const file = context('config');

addStacks(
  app,
  readConfig(typeof file === 'string' ? parse(readFileSync(file, 'utf8')) : context('nightwarden')),
  { readAccess: context('readAccess') === 'true', secretReading: context('secretReading') !== 'false' },
);
