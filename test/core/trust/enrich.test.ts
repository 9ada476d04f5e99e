import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../../../lib/core/model/policy.ts';
import type { Snapshot } from '../../../lib/core/model/snapshot.ts';
import type { Workload } from '../../../lib/core/model/workload.ts';
import { enrich } from '../../../lib/core/trust/enrich.ts';
import {
  ADMIN,
  ANA,
  ago,
  aKey,
  aPlaintext,
  aRole,
  aRoleSession,
  aRootKey,
  aSecret,
  aSnapshot,
  aUser,
  BOB,
  FUNCTION,
  KEY,
  usageOf,
  userArn,
  withoutRoster,
} from '../detectors/build.ts';

const only = (snapshot: Snapshot) => enrich(snapshot, DEFAULT_POLICY).subjects[0]!;
const tagged = (tags: Record<string, string>, name = 'ci') => aKey({ tags, userName: name });

const checkout: Workload = {
  type: 'AWS::Lambda::Function',
  arn: FUNCTION,
  name: 'checkout',
  region: 'eu-west-1',
  role: aRole().arn,
  tags: { owner: 'payments', env: 'prod' },
  environment: { state: 'read', variables: [{ name: 'AWS_KEY', length: 20, rules: [], keyId: KEY }] },
};

describe('owner', () => {
  it.each`
    why                                              | tags                                                | name                 | owner
    ${'by e-mail'}                                   | ${{ owner: 'ana@example.com' }}                     | ${'ci'}              | ${'ana@example.com high'}
    ${'by e-mail in another case'}                   | ${{ owner: ' Ana@Example.com ' }}                   | ${'ci'}              | ${'ana@example.com high'}
    ${'by name'}                                     | ${{ owner: 'Ana Marsh' }}                           | ${'ci'}              | ${'ana@example.com high'}
    ${'by team'}                                     | ${{ Owner: 'payments' }}                            | ${'ci'}              | ${'payments high'}
    ${'by the first tag that names somebody'}        | ${{ owner: 'nobody', team: 'payments' }}            | ${'ci'}              | ${'payments high'}
    ${'in the order of the policy'}                  | ${{ team: 'payments', owner: 'ana@example.com' }}   | ${'ci'}              | ${'ana@example.com high'}
    ${"by the user's name, an e-mail"}               | ${{}}                                               | ${'ana@example.com'} | ${'ana@example.com high'}
    ${"by the user's name, an e-mail's first part"}  | ${{}}                                               | ${'ana'}             | ${'ana@example.com medium'}
    ${'a tag goes before the name'}                  | ${{ team: 'payments' }}                             | ${'ana'}             | ${'payments high'}
    ${'a team is not a user name'}                   | ${{}}                                               | ${'payments'}        | ${undefined}
    ${'an unknown tag'}                              | ${{ owner: 'eve' }}                                 | ${'ci'}              | ${undefined}
    ${'a team that all have left'}                   | ${{ team: 'legacy' }}                               | ${'ci'}              | ${undefined}
    ${'somebody who has left'}                       | ${{ owner: 'bob@example.com' }}                     | ${'ci'}              | ${undefined}
    ${'a leaver whose team took it over'}            | ${{ owner: 'bob@example.com', team: 'payments' }}   | ${'ci'}              | ${'payments high'}
    ${'by name and e-mail'}                          | ${{ owner: 'Ana Marsh <ana@example.com>' }}         | ${'ci'}              | ${'ana@example.com high'}
    ${'by name and e-mail, as IAM allows tags'}      | ${{ owner: 'A Marsh - ANA@example.com' }}           | ${'ci'}              | ${'ana@example.com high'}
    ${'as a link'}                                   | ${{ contact: 'mailto:ana@example.com' }}            | ${'ci'}              | ${'ana@example.com high'}
    ${'by whoever of several is here'}               | ${{ owner: 'bob@example.com / ana@example.com' }}   | ${'ci'}              | ${'ana@example.com high'}
    ${'an e-mail that only looks alike'}             | ${{ owner: 'Eve <ana@example.com.evil.test>' }}     | ${'ci'}              | ${undefined}
    ${'by a tag in another case'}                    | ${{ OWNER: 'ana@example.com' }}                     | ${'ci'}              | ${'ana@example.com high'}
    ${'by another tag in another case'}              | ${{ Team: 'Payments' }}                             | ${'ci'}              | ${'payments high'}
    ${'a tag written as the policy says goes first'} | ${{ TEAM: 'payments', contact: 'ana@example.com' }} | ${'ci'}              | ${'ana@example.com high'}
    ${'no tag and no name'}                          | ${{}}                                               | ${'ci'}              | ${undefined}
    ${'a tag that is called like a method'}          | ${{ constructor: 'ana@example.com' }}               | ${'ci'}              | ${undefined}
  `('$why', ({ tags, name, owner }) => {
    const found = only(aSnapshot({ credentials: [tagged(tags, name)] })).ownership.owner;
    expect(found === null ? undefined : `${found.name} ${found.confidence}`).toBe(owner);
  });

  it('keeps a name that the roster does not know as a lead, and says where it stood', () => {
    expect(only(aSnapshot({ credentials: [tagged({ owner: 'eve' })] })).ownership).toEqual({
      owner: null,
      leads: [{ name: 'eve', evidence: 'tag owner on user ci, not in the roster', confidence: 'low' }],
      leaver: null,
    });
  });

  it('tells a leaver apart from a lead', () => {
    expect(only(aSnapshot({ credentials: [tagged({ owner: 'Bob Reed' })] })).ownership).toEqual({
      owner: null,
      leads: [],
      leaver: {
        email: BOB.email,
        leftOn: BOB.leftOn,
        evidence: 'tag owner on user ci, in the roster',
        confidence: 'high',
      },
    });
  });

  it.each`
    why                                                     | tags                                                 | name     | leaver
    ${'an owner who left'}                                  | ${{ owner: 'bob@example.com' }}                      | ${'ci'}  | ${BOB.email}
    ${'in a longer text'}                                   | ${{ owner: 'Bob Reed <bob@example.com>' }}           | ${'ci'}  | ${BOB.email}
    ${'an owner who left, whose team is still named'}       | ${{ owner: 'bob@example.com', team: 'payments' }}    | ${'ci'}  | ${BOB.email}
    ${'a further contact beside an owner who is here'}      | ${{ owner: 'payments', contact: 'bob@example.com' }} | ${'ci'}  | ${undefined}
    ${'one of several who answer for it, another is here'}  | ${{ owner: 'bob@example.com ana@example.com' }}      | ${'ci'}  | ${undefined}
    ${'the user is called as they were, whatever tags say'} | ${{ owner: 'payments' }}                             | ${'bob'} | ${BOB.email}
  `('takes for a leaver: $why', ({ tags, name, leaver }) => {
    expect(only(aSnapshot({ credentials: [tagged(tags, name)] })).ownership.leaver?.email).toBe(leaver);
  });

  it('takes the last leaving of somebody who left twice', () => {
    const roster = {
      people: [
        { ...BOB, leftOn: ago(900) },
        { ...BOB, leftOn: ago(20) },
        { ...BOB, leftOn: ago(400) },
      ],
    };
    const credentials = [tagged({ owner: BOB.email })];
    expect(only(aSnapshot({ credentials, roster })).ownership.leaver?.leftOn).toBe(ago(20));
  });

  it('tells a tag that is spelled in two ways once', () => {
    const credentials = [tagged({ owner: 'eve', Owner: 'eve@x', OWNER: 'eve' })];
    expect(only(aSnapshot({ credentials })).ownership.leads.map(({ evidence }) => evidence)).toEqual([
      'tag owner on user ci, not in the roster',
      'tag Owner on user ci, not in the roster',
      'tag OWNER on user ci, not in the roster',
    ]);
  });

  it('believes a tag with low confidence when no roster was read, and calls nobody a leaver', () => {
    const { ownership } = only(withoutRoster({ credentials: [tagged({ owner: 'bob@example.com' }, 'bob')] }));
    expect(ownership).toEqual({
      owner: {
        name: 'bob@example.com',
        evidence: 'tag owner on user bob; no roster confirms it',
        confidence: 'low',
      },
      leads: [],
      leaver: null,
    });
  });

  it('does not guess between two people of one name, or of one first part', () => {
    const twin = { ...ANA, email: 'ana@example.org' };
    const people = aSnapshot({ roster: { people: [ANA, twin] } });
    expect(only({ ...people, credentials: [tagged({ owner: 'Ana Marsh' })] }).ownership.owner).toBeNull();
    expect(only({ ...people, credentials: [tagged({}, 'ana')] }).ownership.owner).toBeNull();
  });

  it('takes somebody who came back for somebody who is here', () => {
    const roster = { people: [{ ...ANA, status: 'left' as const, leftOn: ago(300) }, ANA] };
    expect(only(aSnapshot({ credentials: [aKey()], roster })).ownership).toMatchObject({
      owner: { name: ANA.email },
      leaver: null,
    });
  });

  it('reads the tags of what carries a credential when it has none of its own', () => {
    const principals = [aUser({ tags: { owner: 'ana@example.com', env: 'prod' } })];
    const subject = only(aSnapshot({ credentials: [tagged({})], principals }));
    expect(subject.ownership.owner).toMatchObject({
      name: 'ana@example.com',
      evidence: 'tag owner on user ci, in the roster',
    });
    expect(subject.environment).toBe('prod');
    const inFunction = only(aSnapshot({ credentials: [aPlaintext({ tags: {} })], workloads: [checkout] }));
    expect(inFunction.ownership.owner).toMatchObject({
      name: 'payments',
      evidence: 'tag owner on function checkout, in the roster',
    });
  });
});

describe('dependents', () => {
  it('finds the function that carries a key, with its owner and environment', () => {
    const credentials = [aKey({ lastUsed: { state: 'never', asOf: ago(0) } })];
    expect(only(aSnapshot({ credentials, workloads: [checkout] })).dependents).toEqual([
      {
        credential: KEY,
        role: 'holder',
        name: FUNCTION,
        environment: 'prod',
        owner: 'payments',
        evidence: 'environment variable AWS_KEY',
        confidence: 'high',
      },
    ]);
  });

  it('finds the function that a plaintext credential lies in, and the one that runs with a role', () => {
    const role = aRole();
    const credentials = [aPlaintext(), aRoleSession(role, { lastUsed: { state: 'never', asOf: ago(0) } })];
    const { subjects } = enrich(aSnapshot({ credentials, workloads: [checkout] }), DEFAULT_POLICY);
    expect(
      subjects.map(({ dependents }) => dependents.map(({ name, evidence }) => [name, evidence])),
    ).toEqual([[[FUNCTION, 'environment variable AWS_KEY']], [[FUNCTION, 'execution role']]]);
  });

  it('tells who was seen using a key', () => {
    const snapshot = aSnapshot({ credentials: [aKey()], usage: [usageOf(KEY, ago(1))] });
    expect(only(snapshot).dependents.map(({ role, name, confidence }) => [role, name, confidence])).toEqual([
      ['user', 'network 203.0.113.7', 'medium'],
      ['user', 'service lambda.amazonaws.com', 'medium'],
      ['user', 'client aws-cli/2.31', 'low'],
    ]);
  });

  it("falls back on IAM's last use, and says nothing where nothing is known", () => {
    expect(only(aSnapshot({ credentials: [aKey()] })).dependents).toMatchObject([
      { name: 'caller of s3 in eu-west-1', confidence: 'low' },
    ]);
    const unread: Workload = {
      ...checkout,
      environment: { state: 'unread', missing: 'lambda:GetFunctionConfiguration' },
    };
    const credentials = [aKey({ lastUsed: { state: 'unknown', missing: 'x' } })];
    expect(only(aSnapshot({ credentials, workloads: [unread] })).dependents).toEqual([]);
  });
});

describe('administrator', () => {
  it('is asked of the principal', () => {
    const principals = [aUser({ policies: [ADMIN] })];
    expect(only(aSnapshot({ credentials: [aKey()], principals })).administrator).toEqual({
      verdict: 'yes',
      because: ['policy AdministratorAccess'],
    });
    expect(only(aSnapshot({ credentials: [aRootKey()], principals: [] })).administrator.verdict).toBe('yes');
    expect(only(aSnapshot({ credentials: [aSecret()] })).administrator.verdict).toBe('no');
  });

  it('is not known of a principal that was not read', () => {
    expect(only(aSnapshot({ credentials: [aKey()], principals: [] })).administrator).toMatchObject({
      verdict: 'unknown',
      missing: 'iam:GetAccountAuthorizationDetails',
    });
  });
});

describe('exposures', () => {
  it('come oldest first, the one without a moment last', () => {
    const quarantine = {
      name: 'q',
      arn: 'arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3',
      document: null,
    };
    const exposures = [
      { credential: KEY, at: ago(2), source: 'b' },
      { credential: userArn('ci'), at: ago(9), source: 'a' },
      { credential: 'AKIAANOTHERANOTHER01', at: ago(99), source: 'c' },
    ];
    const subject = only(
      aSnapshot({ credentials: [aKey()], principals: [aUser({ policies: [quarantine] })], exposures }),
    );
    expect(subject.exposures.map(({ at, source }) => [at, source])).toEqual([
      [ago(9), 'a'],
      [ago(2), 'b'],
      [null, 'AWS quarantine policy'],
    ]);
  });

  it('does not take a policy of that name for AWS’s own', () => {
    const own = {
      name: 'q',
      arn: 'arn:aws:iam::111122223333:policy/AWSCompromisedKeyQuarantineV3',
      document: null,
    };
    expect(
      only(aSnapshot({ credentials: [aKey()], principals: [aUser({ policies: [own] })] })).exposures,
    ).toEqual([]);
  });
});

it('gives one subject for each credential, in order, whatever the tags hold', () => {
  const tags = fc.dictionary(fc.string({ maxLength: 5 }), fc.string({ maxLength: 5 }));
  fc.assert(
    fc.property(fc.array(tags, { maxLength: 5 }), (each) => {
      const credentials = each.map((own, index) => aKey({ id: `k${index}`, tags: own }));
      const { subjects } = enrich(aSnapshot({ credentials }), DEFAULT_POLICY);
      expect(subjects.map(({ credential }) => credential)).toEqual(credentials);
    }),
  );
});
