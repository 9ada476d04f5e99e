import type { ListedInstance } from '../../aws/ec2.ts';
import type { Part } from '../../ports/account-export.ts';
import { instanceArn, instancesIn } from '../instances.ts';
import { readRegional } from '../regional.ts';
import type { LiveContext } from '../source.ts';

const FACTS = ['workload-roles'] as const;

/** Reads in every Region which instances have an instance profile; which role that gives, IAM's details tell. */
export function readLive(live: LiveContext): Promise<Part> {
  return readRegional<ListedInstance>(live, {
    action: 'ec2:DescribeInstances',
    facts: FACTS,
    list: (region) => instancesIn(live, region),
    async keep(instances, { region }) {
      const items = instances.flatMap(({ id, tags, profile: instanceProfileArn }) =>
        instanceProfileArn === undefined
          ? []
          : [
              {
                arn: instanceArn(live, region, id),
                type: 'AWS::EC2::Instance',
                instanceProfileArn,
                ...(tags.length === 0 ? {} : { tags }),
              },
            ],
      );
      return { items, gaps: [] };
    },
  });
}
