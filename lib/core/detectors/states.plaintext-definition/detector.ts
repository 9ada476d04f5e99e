import { plaintextIn } from '../plaintext.ts';

export const plaintextInDefinition = plaintextIn({
  id: 'states.plaintext-definition',
  title: 'Credential lies in the open in the definition of a state machine',
  reads: ['state-machines'],
  workloads: ['AWS::StepFunctions::StateMachine'],
  remedy:
    'Rotate it, for everybody who may read the state machine or its executions has had it; use an EventBridge connection for HTTP tasks, or let the task read it from Secrets Manager by its own role, and remember that published versions keep the old definition.',
});
