import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../../lib/sources/policy/parse.ts';

const SECRET = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:acme-AbCdEf';
const ACCESS = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:bridge-AbCdEf';
const ABILITIES = {
  slots: 2,
  revertible: true,
  oldUsableAfter: true,
  retrySafe: false,
  lastUsedSignal: 'kept',
};
const ISSUER = {
  api: 'https://bridge.example.com/acme',
  principal: 'orders',
  access: ACCESS,
  abilities: ABILITIES,
};
const DECLARED = {
  credential: SECRET,
  authors: ['arn:aws:iam::111122223333:user/alice'],
  store: { secret: SECRET, shape: { as: 'token', id: 'tokenId', token: 'token' } },
  issuer: ISSUER,
};

/** YAML takes JSON. */
const read = (declared: object, durations: object = {}) =>
  parsePolicy(`rotation: ${JSON.stringify({ durations, credentials: [declared] })}`, 'policy.yaml', [])
    .rotation;
const issuer = (change: object) => ({ ...DECLARED, issuer: { ...ISSUER, ...change } });
const able = (change: object) => issuer({ abilities: { ...ABILITIES, ...change } });
const stored = (change: object) => ({ ...DECLARED, store: { ...DECLARED.store, ...change } });

describe('a third party’s token in a policy file', () => {
  it('is named by its store, with the bridge that makes it and what that can do', () => {
    const [only] = read(issuer({ api: 'https://bridge.example.com/acme/' })).credentials;
    expect(only).toMatchObject({
      credential: SECRET,
      store: { shape: { as: 'token', id: 'tokenId', token: 'token' } },
      issuer: { ...ISSUER, secret: SECRET },
    });
  });

  it('may have copies wherever there is room for an id and a value', () => {
    const copies = [
      { id: 'env', in: 'lambda-environment', arn: 'arn:aws:lambda:eu-west-1:111122223333:function:f' },
      { id: 'ci', in: 'github-actions', repository: 'a/b', token: ACCESS },
    ];
    expect(read({ ...DECLARED, copies }).credentials[0]?.copies).toHaveLength(2);
  });

  it('is watched on a bridge of this machine, and on no other without https', () => {
    expect(read(issuer({ api: 'http://127.0.0.1:8080' })).credentials).toHaveLength(1);
  });

  const BY_HAND = 'such a token is changed by hand, in a window, with its dependents stopped';
  it.each`
    why                                | declared                                                                     | durations           | message
    ${'one slot'}                      | ${able({ slots: 1 })}                                                        | ${{}}               | ${`abilities.slots: expected 2, for with one every holder is cut off while it changes: ${BY_HAND}`}
    ${'more slots'}                    | ${able({ slots: 3 })}                                                        | ${{}}               | ${'abilities.slots: expected 2'}
    ${'no way back'}                   | ${able({ revertible: false })}                                               | ${{}}               | ${`abilities.revertible: expected true, for else nobody could be given the old one again: ${BY_HAND}`}
    ${'an old one that dies'}          | ${able({ oldUsableAfter: false })}                                           | ${{}}               | ${`abilities.oldUsableAfter: expected true, for else a new one cuts off whoever holds the old one: ${BY_HAND}`}
    ${'a sample of its uses'}          | ${able({ lastUsedSignal: 'sampled' })}                                       | ${{}}               | ${'abilities.lastUsedSignal: expected kept (the bridge tells the last use) or none'}
    ${'an ability that is not said'}   | ${able({ retrySafe: undefined })}                                            | ${{}}               | ${'abilities.retrySafe: expected true or false'}
    ${'no abilities'}                  | ${issuer({ abilities: undefined })}                                          | ${{}}               | ${'abilities: expected slots, revertible, oldUsableAfter, retrySafe and lastUsedSignal'}
    ${'an open wire'}                  | ${issuer({ api: 'http://bridge.example.com' })}                              | ${{}}               | ${'api: expected an https address without a query'}
    ${'a password in its address'}     | ${issuer({ api: 'https://me:CANARY@bridge.example.com' })}                   | ${{}}               | ${'api: expected an http or https address without a user'}
    ${'a principal that is a text'}    | ${issuer({ principal: 'a b' })}                                              | ${{}}               | ${'principal: expected a name'}
    ${'a secret that is no ARN'}       | ${issuer({ access: 'bridge' })}                                              | ${{}}               | ${'access: expected'}
    ${'its own store as the secret'}   | ${issuer({ access: SECRET })}                                                | ${{}}               | ${'issuer.access: expected another secret in the same account and Region'}
    ${'a secret in another Region'}    | ${issuer({ access: ACCESS.replace('eu-west-1', 'us-east-1') })}              | ${{}}               | ${'issuer.access: expected another secret in the same account and Region'}
    ${'a watch shorter than it tells'} | ${{ ...DECLARED, watch: '1m' }}                                              | ${{}}               | ${'lastUsedSignal: expected none, or a watch of more than 1m'}
    ${'a drain shorter than it tells'} | ${DECLARED}                                                                  | ${{ drain: '20s' }} | ${'lastUsedSignal: expected none, or a drain of more than 1m'}
    ${'another name'}                  | ${{ ...DECLARED, credential: ACCESS }}                                       | ${{}}               | ${'credential: expected the ARN of its own store'}
    ${'the shape of a key'}            | ${stored({ shape: { as: 'json', accessKeyId: 'a', secretAccessKey: 'b' } })} | ${{}}               | ${'store.shape: expected as: token'}
    ${'no bridge'}                     | ${{ ...DECLARED, issuer: undefined }}                                        | ${{}}               | ${'credential: expected a database or an issuer beside the ARN'}
    ${'a function of its own beside'}  | ${stored({ rotatedBy: 'arn:aws:lambda:eu-west-1:111122223333:function:f' })} | ${{}}               | ${'issuer: expected none beside database, service or rotatedBy'}
    ${'a served secret'}               | ${stored({ servedBy: 'arn:aws:lambda:eu-west-1:111122223333:function:f' })}  | ${{}}               | ${'servedBy: expected none'}
  `('is refused with $why', ({ declared, durations, message }) => {
    expect(() => read(declared, durations)).toThrow(message as string);
    expect(() => read(declared, durations)).not.toThrow('CANARY');
  });
});
