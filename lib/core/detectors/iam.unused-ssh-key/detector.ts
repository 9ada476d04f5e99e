import { type Detector, type OptionSpecs, subjectsOf } from '../../model/detector.ts';
import { accessByPrincipal } from '../service-use.ts';
import { judgeUnused } from '../unused-user-credential.ts';

const options = {
  unusedDays: {
    default: 45,
    min: 1,
    unit: 'days',
    doc: 'Whole days without use of CodeCommit by its user after which an active SSH key is unused.',
  },
} as const satisfies OptionSpecs;

const CODECOMMIT = {
  service: 'codecommit.amazonaws.com',
  name: 'CodeCommit',
  namespaces: ['codecommit'],
} as const;

export const unusedSshKey: Detector<typeof options> = {
  id: 'iam.unused-ssh-key',
  title: 'Active SSH key is no longer used',
  reads: ['ssh-keys', 'service-access'],
  options,
  *evaluate(estate, { unusedDays }) {
    const accesses = accessByPrincipal(estate);
    for (const subject of subjectsOf(estate, 'ssh-key')) {
      const access = accesses.get(subject.credential.principal);
      yield judgeUnused(subject, {
        estate,
        access,
        opened: CODECOMMIT,
        unusedDays,
        fact: 'ssh-keys',
        remedy: REMEDY,
      });
    }
  },
};

const REMEDY =
  'Ask its owner; deactivate it, which can be undone, watch what clones and pipelines miss, and only then delete it.';
