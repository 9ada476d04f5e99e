import { type Detector, type OptionSpecs, subjectsOf } from '../../model/detector.ts';
import { accessByPrincipal } from '../service-use.ts';
import { judgeUnused, type OpenedService } from '../unused-user-credential.ts';

const options = {
  unusedDays: {
    default: 45,
    min: 1,
    unit: 'days',
    doc: 'Whole days without use of its service by its user after which an active service-specific credential is unused.',
  },
} as const satisfies OptionSpecs;

/** Reads and writes of Keyspaces and CloudWatch Logs are data events, of which IAM tells nothing. */
const OPENED: readonly OpenedService[] = [
  { service: 'codecommit.amazonaws.com', name: 'CodeCommit', namespaces: ['codecommit'] },
  { service: 'bedrock.amazonaws.com', name: 'Bedrock', namespaces: ['bedrock', 'bedrock-mantle'] },
  { service: 'cassandra.amazonaws.com', name: 'Keyspaces', namespaces: [] },
  { service: 'logs.amazonaws.com', name: 'CloudWatch Logs', namespaces: [] },
];

export const unusedServiceSpecificCredential: Detector<typeof options> = {
  id: 'iam.unused-service-specific-credential',
  title: 'Active service-specific credential is no longer used',
  reads: ['service-specific-credentials', 'service-access'],
  options,
  *evaluate(estate, { unusedDays }) {
    const accesses = accessByPrincipal(estate);
    for (const subject of subjectsOf(estate, 'service-specific-credential')) {
      const { principal, service } = subject.credential;
      const opened = OPENED.find((each) => each.service === service) ?? {
        service,
        name: service,
        namespaces: [],
      };
      const access = accesses.get(principal);
      const fact = 'service-specific-credentials';
      yield judgeUnused(subject, { estate, access, opened, unusedDays, fact, remedy: REMEDY });
    }
  },
};

const REMEDY =
  'Ask its owner; deactivate it, which can be undone, watch what depends on it, and only then delete it.';
