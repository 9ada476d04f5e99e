import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { bounded } from '../boundary.ts';
import type { Config } from '../config.ts';
import { Forwarding } from '../constructs/forwarding.ts';
import { signalsIn } from '../signal-regions.ts';

export interface SignalsProps extends StackProps {
  readonly config: Config;
  /** ARN of the bus that is told. */
  readonly busArn: string;
}

/** Tells a deployment elsewhere what can't wait, from one Region of the same account. */
export class SignalsStack extends Stack {
  constructor(scope: Construct, id: string, { config, busArn, ...props }: SignalsProps) {
    super(scope, id, props);
    new Forwarding(this, 'Forwarding', {
      busArn,
      of: signalsIn(this, config),
    });
    bounded(this, config);
  }
}
