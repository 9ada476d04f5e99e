import { CreateStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import type { Maker } from './maker.ts';

/** A state machine of one HTTP call, whose headers are the values. */
export const stateMachine: Maker = async (config, { name, tags, values }, { account }) => {
  const definition = {
    StartAt: 'Call',
    States: {
      Call: {
        Type: 'Task',
        Resource: 'arn:aws:states:::http:invoke',
        Parameters: {
          ApiEndpoint: 'https://api.partner.example/orders',
          Method: 'POST',
          Headers: values,
          'RequestBody.$': '$.order',
        },
        End: true,
      },
    },
  };
  const { stateMachineArn } = await new SFNClient(config).send(
    new CreateStateMachineCommand({
      name,
      definition: JSON.stringify(definition),
      roleArn: `arn:aws:iam::${account}:role/states`,
      tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
    }),
  );
  return stateMachineArn;
};
