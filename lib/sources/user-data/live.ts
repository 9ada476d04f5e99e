import { readEach } from '../../aws/each.ts';
import { instancesGateway, type ListedInstance } from '../../aws/ec2.ts';
import { plain } from '../../aws/pages.ts';
import type { Part } from '../../ports/account-export.ts';
import { instanceArn, instancesIn } from '../instances.ts';
import type { Item } from '../keeping.ts';
import { readRegional } from '../regional.ts';
import type { LiveContext } from '../source.ts';
import { keepUserData } from './keep.ts';

const FACTS = ['user-data'] as const;

/** Reads them in every Region. */
export function readLive(live: LiveContext): Promise<Part> {
  return readRegional<ListedInstance>(live, {
    action: 'ec2:DescribeInstances',
    facts: FACTS,
    list: (region) => instancesIn(live, region),
    async keep(instances, scope) {
      const gateway = instancesGateway(live.clients, scope.region);
      const arnOf = ({ id }: ListedInstance) => instanceArn(live, scope.region, id);
      const { results, gaps } = await readEach(instances, {
        action: 'ec2:DescribeInstanceAttribute',
        facts: FACTS,
        scope,
        subjectOf: arnOf,
        noun: 'instances',
        read: async (instance) => {
          const { UserData = {} } = await gateway.userData(instance.id);
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
