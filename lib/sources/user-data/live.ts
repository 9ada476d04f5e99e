import { readEach } from '../../aws/each.ts';
import { instancesGateway, type ListedInstance } from '../../aws/ec2.ts';
import { plain } from '../../aws/pages.ts';
import type { Part } from '../../ports/account-export.ts';
import type { Item } from '../keeping.ts';
import { readRegional } from '../regional.ts';
import type { LiveContext } from '../source.ts';
import { keepUserData } from './keep.ts';

const FACTS = ['user-data'] as const;

/** Reads them in every Region. */
export function readLive(live: LiveContext): Promise<Part> {
  const gateway = (region: string) => instancesGateway(live.clients, region);
  return readRegional<ListedInstance>(live, {
    action: 'ec2:DescribeInstances',
    facts: FACTS,
    list: (region) => gateway(region).instances(),
    async keep(instances, scope) {
      const arnOf = ({ id }: ListedInstance) =>
        `arn:${live.partition}:ec2:${scope.region}:${scope.account}:instance/${id}`;
      const { results, gaps } = await readEach(instances, {
        action: 'ec2:DescribeInstanceAttribute',
        facts: FACTS,
        scope,
        subjectOf: arnOf,
        noun: 'instances',
        read: async (instance) => {
          const { UserData = {} } = await gateway(scope.region).userData(instance.id);
          const Tags = instance.tags;
          return keepUserData(
            plain({ InstanceId: instance.id, Arn: arnOf(instance), Tags, UserData }) as Item,
          );
        },
      });
      return { items: results.map(({ result }) => result), gaps };
    },
  });
}
