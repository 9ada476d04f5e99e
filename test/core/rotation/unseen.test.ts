import { describe, expect, it } from 'vitest';
import { type Built, buildPlan } from '../../../lib/core/rotation/build/index.ts';
import { cautionText } from '../../../lib/core/rotation/caution.ts';
import { GUARDS } from '../../../lib/core/rotation/guards.ts';
import { CREDENTIAL_KINDS, isUnseen } from '../../../lib/core/rotation/kinds/abilities.ts';
import { proofAddress } from '../../../lib/core/rotation/kinds/service.ts';
import { slotsIn } from '../../../lib/core/rotation/known-facts.ts';
import { rehearse } from '../../../lib/core/rotation/rehearsal.ts';
import { rehearsalText } from '../../../lib/core/rotation/rehearsal-text.ts';
import { runbook } from '../../../lib/core/rotation/runbook/index.ts';
import { begin } from '../../../lib/core/rotation/start.ts';
import { PROTOCOL_TABLES } from '../../../lib/core/rotation/tables.ts';
import { declarationOf } from '../../../lib/core/trust/dependence.ts';
import { worldOf } from '../../prove/scenarios.ts';
import { look } from '../../prove/world.ts';
import { aGap, ago, aKey, aSnapshot, KEY, userArn } from '../detectors/build.ts';
import { aServiceCredential } from '../detectors/build-user-credentials.ts';
import { aDeclaration, aDependent, factsOf, type Given } from './facts.ts';

const ID = 'ACCAEXAMPLEEXAMPLE01';
const OTHER = 'ACCAEXAMPLEEXAMPLE02';
const credential = aServiceCredential({ service: 'codecommit.amazonaws.com' });
const slot = (id: string, status: 'Active' | 'Inactive' = 'Active') => ({
  id,
  status,
  lastUsed: credential.lastUsed,
});
const declared = aDeclaration({
  credential: ID,
  service: { name: 'codecommit.amazonaws.com', repository: 'shop' },
  store: {
    ...aDeclaration().store,
    shape: { as: 'service-password', id: 'id', username: 'user', password: 'password' },
  },
  copies: [],
  dependents: [aDependent()],
});
const facts = ({ facts: more, ...given }: Given = {}) =>
  factsOf({ credential, declared, ...given, facts: { slots: [slot(ID)], ...more } });
const build = (given?: Given) => buildPlan(facts(given));
const codes = (built: Built) =>
  built.state === 'refused' ? built.refusals.map(({ code }) => code) : ['planned'];

function planned(given?: Given): Extract<Built, { state: 'planned' }> {
  const built = build(given);
  if (built.state === 'refused') throw new Error(JSON.stringify(built.refusals));
  return built;
}

describe('a plan about what nothing tells of', () => {
  it('always asks for its deactivation, never for its deletion, and is begun by no night', () => {
    for (const approvals of [[], ['delete'], ['deactivate', 'delete']] as const) {
      const policy = {
        ...facts().policy,
        approvals: { rotate: approvals, retire: approvals, contain: approvals },
      };
      const asked = (given: Given) => planned({ ...given, facts: { ...given.facts, policy } }).plan.approvals;
      expect(asked({})).toEqual(['deactivate']);
      expect(asked({ declared: null, facts: { kind: 'retire' } })).toEqual(['deactivate']);
    }
    const { attended, warnings, waits } = planned();
    expect(attended).toContain('nothing tells whether it is used');
    expect(warnings.join()).toContain('CloudTrail names its user and not the credential');
    expect(warnings.join()).toContain('it is not deleted');
    expect(waits).toEqual(['somebody else than you must approve before it may deactivate']);
  });

  it('says in its rehearsal and in its runbook that it stays Inactive', () => {
    const text = rehearsalText(rehearse(facts(), 'rotate'), facts());
    expect(text).toContain('leave it Inactive: nobody saw whether it was used, so it is not deleted');
    expect(text).not.toContain('from there no way back');
    const book = runbook(planned().plan, { rotation: null, newKey: null, newVersion: null, risks: [] });
    expect(book).toContain(
      `update-service-specific-credential --user-name ci --service-specific-credential-id ${ID} --status Active`,
    );
    expect(book).toContain('Its owner deletes it');
    expect(book).not.toContain('access-key');
  });

  it('tells whoever is asked what nobody could see', () => {
    const row = begin(PROTOCOL_TABLES, 'r', planned().plan, 1, 0);
    const lines = cautionText(row).join('\n');
    expect(lines).toContain(`Nobody could watch whether ${ID} is still used`);
    expect(lines).toContain('Known to depend on it, and well: reports');
    expect(lines).toContain('AttributeKey=Username,AttributeValue=ci');
    expect(cautionText(begin(PROTOCOL_TABLES, 'r', worldOf(row.plan, 0).plan, 1, 0)).length).toBeGreaterThan(
      0,
    );
    const { plan } = buildPlan(factsOf()) as Extract<Built, { state: 'planned' }>;
    expect(cautionText(begin(PROTOCOL_TABLES, 'r', plan, 1, 0))).toEqual([]);
  });

  it('goes forward on no quiet that nobody answers for', () => {
    const world = worldOf(planned().plan, 0);
    const answer = (approvals: typeof world.plan.approvals) => {
      const plan = { ...world.plan, approvals };
      const row = { ...world.row, plan };
      return GUARDS.oldQuiet({
        row,
        live: look({ ...world, plan, row }, null),
        memory: null,
        intended: null,
      });
    };
    expect(answer(['deactivate'])).toBe('yes');
    expect(answer([])).toBe('unknown');
    expect(CREDENTIAL_KINDS.filter((credentialKind) => isUnseen({ credentialKind }))).toEqual([
      'service-specific-credential',
      // Unless its bridge is declared to keep it.
      'third-party-token',
    ]);
  });
});

describe('a plan about what IAM made for one service', () => {
  it('names the service, the repository that it is proved by, and how long a new one lives', () => {
    expect(planned().plan).toMatchObject({
      credentialKind: 'service-specific-credential',
      principal: userArn('ci'),
      key: ID,
      where: {
        service: { name: 'codecommit.amazonaws.com', repository: 'shop', days: null },
        shape: { as: 'service-password' },
      },
    });
  });

  it.each`
    why                         | createdAt  | expiresAt   | days         | said
    ${'no end: none'}           | ${ago(10)} | ${null}     | ${undefined} | ${null}
    ${'as the old one'}         | ${ago(10)} | ${ago(-20)} | ${undefined} | ${30}
    ${'not known when it was'}  | ${null}    | ${ago(-20)} | ${undefined} | ${null}
    ${'what was declared wins'} | ${ago(10)} | ${ago(-20)} | ${7}         | ${7}
    ${'less than a day is one'} | ${ago(10)} | ${ago(10)}  | ${undefined} | ${1}
  `('of an API key: $why', ({ createdAt, expiresAt, days, said }) => {
    const service = { name: 'bedrock.amazonaws.com' as const, ...(days === undefined ? {} : { days }) };
    const { plan } = planned({
      credential: aServiceCredential({ createdAt, expiresAt }),
      declared: { ...declared, service },
    });
    expect(plan.where.service).toEqual({ name: 'bedrock.amazonaws.com', repository: null, days: said });
  });

  it.each`
    why                              | given                                                                                    | code
    ${'nothing that can be asked'}   | ${{ credential: { ...credential, service: 'cassandra.amazonaws.com' }, declared: null }} | ${'unprovable'}
    ${'no declaration for it'}       | ${{ declared: null }}                                                                    | ${'no-store'}
    ${'a declaration of the key'}    | ${{ declared: aDeclaration({ credential: userArn('ci') }) }}                             | ${'no-store'}
    ${'a second one'}                | ${{ facts: { slots: [slot(ID), slot(OTHER)] } }}                                         | ${'second-key'}
    ${'a second one that is off'}    | ${{ facts: { slots: [slot(ID), slot(OTHER, 'Inactive')] } }}                             | ${'second-key'}
    ${'one that is off, or over'}    | ${{ facts: { slots: [slot(ID, 'Inactive')] } }}                                          | ${'key-inactive'}
    ${'one that is gone'}            | ${{ facts: { slots: [] } }}                                                              | ${'key-gone'}
    ${'others that were not listed'} | ${{ facts: { slots: 'unknown' } }}                                                       | ${'unknown'}
    ${'a place that was not read'}   | ${{ facts: { gaps: [aGap('iam:List', 'parameters')] } }}                                 | ${'unknown'}
    ${'a user that is break-glass'}  | ${{ facts: { policy: { ...facts().policy, breakGlass: [userArn('ci')] } } }}             | ${'break-glass'}
    ${'an owner whom nobody knows'}  | ${{ credential: { ...credential, tags: {} } }}                                           | ${'ownerless'}
  `('is refused with $why', ({ given, code }) => {
    expect(codes(build(given as Given))).toContain(code);
  });

  it('that its use is not known refuses nothing by itself', () => {
    expect(credential.lastUsed.state).toBe('unknown');
    expect(codes(build())).toEqual(['planned']);
    expect(
      codes(
        build({
          credential: aKey({ lastUsed: credential.lastUsed }),
          declared: aDeclaration(),
          facts: { slots: [slot(KEY)] },
        }),
      ),
    ).toEqual(['unknown']);
  });

  it('contain takes what is of the same service, and names what else the user has', () => {
    const key = aKey();
    const exposures = [{ credential: ID, at: ago(1), source: 'a scanner' }];
    const { warnings, plan } = planned({
      subject: { exposures },
      facts: { kind: 'contain', siblings: [key], slots: [slot(ID), slot(OTHER)] },
    });
    expect(plan.slots.map(({ id }) => id)).toEqual([ID, OTHER]);
    expect(warnings.join('\n')).toContain(`key ${OTHER} of the same user is denied and deactivated with it`);
    expect(warnings.join('\n')).toContain(`${KEY} of the same user is denied with it, and stays as it is`);
  });

  it('its slots are those of its user and service', () => {
    const others = [
      aServiceCredential({ id: OTHER, service: credential.service }),
      aServiceCredential({ id: 'ACCAEXAMPLEEXAMPLE03' }),
      aServiceCredential({
        id: 'ACCAEXAMPLEEXAMPLE04',
        service: credential.service,
        principal: userArn('x'),
      }),
      aKey(),
    ];
    const snapshot = aSnapshot({ credentials: [credential, ...others] });
    const ids = (of: typeof credential | ReturnType<typeof aKey>, gaps = snapshot.gaps) => {
      const slots = slotsIn({ ...snapshot, gaps }, { credential: of });
      return slots === 'unknown' ? slots : slots.map(({ id }) => id);
    };
    expect(ids(credential)).toEqual([ID, OTHER]);
    expect(ids(aKey())).toEqual([KEY]);
    expect(ids(credential, [aGap('iam:List', 'service-specific-credentials')])).toBe('unknown');
    expect(ids(credential, [aGap('iam:List', 'access-keys')])).toEqual([ID, OTHER]);
  });

  it('has the declaration of its service, and a key that of none', () => {
    const user = userArn('ci');
    const ofKey = aDeclaration({ credential: user });
    const ofGit = { ...declared, credential: user };
    expect(declarationOf(credential, [ofKey, ofGit])).toBe(ofGit);
    expect(declarationOf(aKey(), [ofGit, ofKey])).toBe(ofKey);
    expect(declarationOf(aServiceCredential(), [ofKey, ofGit])).toBeUndefined();
  });
});

describe('the address that a credential is proved at', () => {
  const git = { name: 'codecommit.amazonaws.com', repository: 'shop', days: null };
  const bedrock = { name: 'bedrock.amazonaws.com', repository: null, days: null };
  it.each`
    service                           | region                   | partition       | address
    ${git}                            | ${'eu-west-1'}           | ${'aws'}        | ${'https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/shop/info/refs?service=git-upload-pack'}
    ${bedrock}                        | ${'us-gov-west-1'}       | ${'aws-us-gov'} | ${'https://bedrock.us-gov-west-1.amazonaws.com/foundation-models'}
    ${bedrock}                        | ${'cn-north-1'}          | ${'aws-cn'}     | ${'https://bedrock.cn-north-1.amazonaws.com.cn/foundation-models'}
    ${git}                            | ${'eu-west-1.evil.com/'} | ${'aws'}        | ${undefined}
    ${git}                            | ${'eu-west-1'}           | ${'elsewhere'}  | ${undefined}
    ${{ ...git, repository: null }}   | ${'eu-west-1'}           | ${'aws'}        | ${undefined}
    ${{ ...git, repository: '..' }}   | ${'eu-west-1'}           | ${'aws'}        | ${undefined}
    ${{ ...git, repository: 'a/b?' }} | ${'eu-west-1'}           | ${'aws'}        | ${undefined}
    ${{ ...git, name: 'logs' }}       | ${'eu-west-1'}           | ${'aws'}        | ${undefined}
  `('of $service in $region ($partition): $address', ({ service, region, partition, address }) => {
    expect(proofAddress(service, region, partition)).toBe(address);
  });
});
