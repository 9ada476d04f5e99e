import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSignal } from '../../../lib/core/nights/event.ts';

const ACCOUNT = '111122223333';
const KEY = 'AKIAIOSFODNN7EXAMPLE';

function anEvent(source: string, detail: object, facts: object = {}): object {
  return { id: 'e-1', account: ACCOUNT, time: '2026-11-26T04:11:53Z', source, detail, ...facts };
}

function health(detail: object = {}, facts: object = {}): object {
  return anEvent(
    'aws.health',
    {
      eventArn: 'arn:aws:health:us-east-1::event/RISK/AWS_RISK_CREDENTIALS_EXPOSED/1',
      eventTypeCode: 'AWS_RISK_CREDENTIALS_EXPOSED',
      startTime: 'Thu, 26 Nov 2026 04:10:09 GMT',
      affectedEntities: [{ entityValue: KEY }],
      ...detail,
    },
    facts,
  );
}

function guardDuty(detail: object = {}, facts: object = {}): object {
  return anEvent(
    'aws.guardduty',
    {
      id: 'finding-1',
      accountId: ACCOUNT,
      type: 'UnauthorizedAccess:IAMUser/MaliciousIPCaller.Custom',
      resource: { accessKeyDetails: { accessKeyId: KEY, userName: 'ana' } },
      service: { archived: false, eventFirstSeen: '2026-11-26T03:59:00.000Z', count: 1 },
      ...detail,
    },
    facts,
  );
}

function iam(detail: object, facts: object = {}): object {
  return anEvent(
    'aws.iam',
    { eventSource: 'iam.amazonaws.com', userIdentity: { type: 'IAMUser', userName: 'ana' }, ...detail },
    facts,
  );
}

function quarantine(userIdentity: object, version = 'V3'): object {
  return iam({
    eventName: 'AttachUserPolicy',
    requestParameters: {
      userName: 'ana',
      policyArn: `arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantine${version}`,
    },
    userIdentity,
  });
}

describe('a new key', () => {
  it('is assessed in its account at once', () => {
    expect(readSignal(iam({ eventName: 'CreateAccessKey' }))).toEqual({
      kind: 'new-key',
      id: 'e-1',
      at: '2026-11-26T04:11:53.000Z',
      account: ACCOUNT,
      credentials: [],
      source: 'CloudTrail CreateAccessKey',
      fromAws: false,
    });
  });

  it('that was refused is none', () => {
    expect(
      readSignal(iam({ eventName: 'CreateAccessKey', errorCode: 'LimitExceededException' })),
    ).toBeUndefined();
  });
});

describe('what AWS Health tells', () => {
  it.each([
    'AWS_RISK_CREDENTIALS_COMPROMISED',
    'AWS_RISK_CREDENTIALS_COMPROMISE_SUSPECTED',
    'AWS_RISK_CREDENTIALS_EXPOSED',
    'AWS_RISK_CREDENTIALS_EXPOSURE_SUSPECTED',
    'AWS_RISK_IAM_QUARANTINE',
  ])('%s is an exposure of the keys that it names, since it began', (eventTypeCode) => {
    expect(readSignal(health({ eventTypeCode }))).toMatchObject({
      kind: 'exposure',
      at: '2026-11-26T04:10:09.000Z',
      account: ACCOUNT,
      credentials: [KEY],
      source: `AWS Health ${eventTypeCode}`,
      fromAws: true,
    });
  });

  it.each(['AWS_RISK_DDOS_ACTIVITY', 'AWS_EC2_INSTANCE_STOP', 'X_AWS_RISK_CREDENTIALS_EXPOSED', ''])(
    '%s is of no concern',
    (eventTypeCode) => expect(readSignal(health({ eventTypeCode }))).toBeUndefined(),
  );

  it('by the organisational view is about the account that is affected', () => {
    const signal = readSignal(health({ affectedAccount: '444455556666' }, { account: '999988887777' }));
    expect(signal?.account).toBe('444455556666');
  });

  it('twice, to the account and to its delegate, is one and the same', () => {
    const own = readSignal(health({}, { id: 'e-1', time: '2026-11-26T04:11:53Z' }));
    const delegated = readSignal(
      health(
        { affectedAccount: ACCOUNT },
        { id: 'e-2', account: '999988887777', time: '2026-11-26T04:12:07Z' },
      ),
    );
    expect(delegated).toEqual(own);
  });

  it('of a further key is another', () => {
    const two = health({ affectedEntities: [{ entityValue: KEY }, { entityValue: 'AKIAI44QH8DHBEXAMPLE' }] });
    expect(readSignal(two)?.id).not.toBe(readSignal(health())?.id);
  });

  it('names only what can be a credential: anything else starts the run alone', () => {
    const entities = [
      'ana',
      'UNKNOWN',
      '',
      7,
      null,
      `arn:aws:iam::${ACCOUNT}:user/ana`,
      'wJalrXUtnFEMI/K7MDENG',
    ];
    const affectedEntities = [...entities.map((entityValue) => ({ entityValue })), null, 'x'];
    expect(readSignal(health({ affectedEntities }))?.credentials).toEqual([
      `arn:aws:iam::${ACCOUNT}:user/ana`,
    ]);
    expect(readSignal(health({ affectedEntities: undefined }))).toMatchObject({
      kind: 'exposure',
      credentials: [],
    });
  });

  it('without a moment that can be read is of when it came', () => {
    expect(readSignal(health({ startTime: 'yesterday' }))?.at).toBe('2026-11-26T04:11:53.000Z');
  });
});

describe('what GuardDuty tells', () => {
  it.each`
    why                                     | type                                                     | keys
    ${'a call from a malicious address'}    | ${'UnauthorizedAccess:IAMUser/MaliciousIPCaller.Custom'} | ${[KEY]}
    ${'credentials read in an unusual way'} | ${'CredentialAccess:IAMUser/AnomalousBehavior'}          | ${[KEY]}
    ${'a setting that was changed'}         | ${'Policy:IAMUser/AccountBlockPublicAccessDisabled'}     | ${undefined}
    ${'a machine, not a key'}               | ${'Backdoor:EC2/C&CActivity.B'}                          | ${undefined}
    ${'a sequence without actors'}          | ${'AttackSequence:IAM/CompromisedCredentials'}           | ${undefined}
    ${'nothing that is known'}              | ${''}                                                    | ${undefined}
  `('$type: $why', ({ type, keys }) => {
    expect(readSignal(guardDuty({ type }))?.credentials).toEqual(keys);
  });

  it('of a sequence is about the long-term keys of its actors', () => {
    const user = (credentialUid?: string) => ({ user: { name: 'ana', credentialUid } });
    const actors = [user(KEY), user('ASIAIOSFODNN7EXAMPLE'), user(KEY), user(), {}, null];
    const signal = readSignal(
      guardDuty({
        type: 'AttackSequence:IAM/CompromisedCredentials',
        resource: { resourceType: 'AttackSequence' },
        service: { detection: { sequence: { actors } }, eventFirstSeen: '2026-11-26T03:00:00.000Z' },
      }),
    );
    expect(signal).toMatchObject({ credentials: [KEY], at: '2026-11-26T03:00:00.000Z', kind: 'exposure' });
  });

  it('of a session alone waits for the night', () => {
    const resource = { accessKeyDetails: { accessKeyId: 'ASIAIOSFODNN7EXAMPLE' } };
    expect(readSignal(guardDuty({ resource }))).toBeUndefined();
  });

  it('and that was archived is no live finding', () => {
    expect(readSignal(guardDuty({ service: { archived: true } }))).toBeUndefined();
  });

  it('again, whenever it sees the same again, is one and the same', () => {
    const again = guardDuty(
      { service: { archived: false, eventFirstSeen: '2026-11-26T03:59:00.000Z', count: 9 } },
      { id: 'e-9', time: '2026-11-26T09:00:00Z' },
    );
    expect(readSignal(again)).toEqual(readSignal(guardDuty()));
  });
});

describe('a quarantine policy', () => {
  it.each`
    why                                           | userIdentity                                                                       | fromAws
    ${'AWS itself'}                               | ${{ type: 'AWSService', invokedBy: 'iam.amazonaws.com' }}                          | ${true}
    ${'a person'}                                 | ${{ type: 'IAMUser', userName: 'eve' }}                                            | ${false}
    ${'a person by a template of CloudFormation'} | ${{ type: 'IAMUser', userName: 'eve', invokedBy: 'cloudformation.amazonaws.com' }} | ${false}
    ${'a role'}                                   | ${{ type: 'AssumedRole', arn: 'arn:aws:sts::1:assumed-role/AWSService/x' }}        | ${false}
    ${'nobody that is told'}                      | ${undefined}                                                                       | ${false}
  `('attached by $why: says so itself: $fromAws', ({ userIdentity, fromAws }) => {
    expect(readSignal(quarantine(userIdentity))).toMatchObject({
      kind: 'quarantine',
      fromAws,
      credentials: [],
    });
  });

  it.each(['', 'V2', 'V3'])('AWSCompromisedKeyQuarantine%s is one', (version) => {
    expect(readSignal(quarantine({ type: 'AWSService' }, version))?.kind).toBe('quarantine');
  });

  it('of that name in the account itself, and any other policy, is none', () => {
    const attach = (policyArn: string) =>
      readSignal(iam({ eventName: 'AttachUserPolicy', requestParameters: { policyArn } }));
    expect(attach(`arn:aws:iam::${ACCOUNT}:policy/AWSCompromisedKeyQuarantineV3`)).toBeUndefined();
    expect(attach('arn:aws:iam::aws:policy/ReadOnlyAccess')).toBeUndefined();
  });
});

describe('what people hand over', () => {
  it.each`
    key                           | kind
    ${'inputs/roster.csv'}        | ${'roster'}
    ${'inputs/exposures.json'}    | ${'roster'}
    ${'runs/2026-11-26/inputs/x'} | ${undefined}
    ${undefined}                  | ${undefined}
  `('$key: $kind', ({ key, kind }) => {
    const signal = readSignal(anEvent('aws.s3', { bucket: { name: 'b' }, object: { key } }));
    expect(signal?.kind).toBe(kind);
    if (kind !== undefined) expect(signal).toMatchObject({ account: null, fromAws: false });
  });
});

describe('what is no event', () => {
  it.each`
    why                         | event
    ${'nothing'}                | ${undefined}
    ${'a text'}                 | ${'event'}
    ${'no detail'}              | ${{ id: 'e-1', account: ACCOUNT, time: '2026-11-26T04:11:53Z', source: 'aws.health' }}
    ${'no moment'}              | ${health({}, { time: 'soon' })}
    ${'no account'}             | ${health({}, { account: '../1' })}
    ${'an id that is a path'}   | ${iam({ eventName: 'CreateAccessKey' }, { id: '../../inputs/roster.csv' })}
    ${'somebody else’s source'} | ${health({}, { source: 'my.health' })}
  `('$why is passed over', ({ event }) => expect(readSignal(event)).toBeUndefined());

  it('whatever comes, it throws nothing, and a signal is of an account and a moment', () => {
    fc.assert(
      fc.property(
        fc.anything(),
        fc.constantFrom('aws.iam', 'aws.health', 'aws.guardduty', 'aws.s3'),
        (detail, source) => {
          const signal = readSignal({ ...anEvent(source, {}), detail });
          if (signal === undefined) return;
          expect(signal.account === null || /^\d{12}$/.test(signal.account)).toBe(true);
          expect(signal.id).toMatch(/^[\w-]+$/);
        },
      ),
    );
  });
});
