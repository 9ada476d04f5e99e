import { describe, expect, it } from 'vitest';
import { usageBook } from '../../../lib/core/trust/usage.ts';
import { redactRecord } from '../../../lib/sources/files/records.ts';

const KEY = 'AKIAEXAMPLEEXAMPLE01';
const ANA = 'arn:aws:iam::111122223333:user/ana';

function update(status: string, eventTime: string, fields: Record<string, unknown> = {}) {
  return {
    eventTime,
    eventSource: 'iam.amazonaws.com',
    eventName: 'UpdateAccessKey',
    userIdentity: { type: 'AssumedRole' },
    requestParameters: { userName: 'ci', accessKeyId: KEY, status },
    ...fields,
  };
}

function signIn(fields: Record<string, unknown> = {}) {
  return {
    eventTime: '2026-11-01T08:00:00Z',
    eventSource: 'signin.amazonaws.com',
    eventName: 'ConsoleLogin',
    sourceIPAddress: '192.0.2.1',
    userAgent: 'Mozilla/5.0',
    userIdentity: { type: 'IAMUser', arn: ANA, userName: 'ana', accessKeyId: '' },
    responseElements: { ConsoleLogin: 'Success' },
    ...fields,
  };
}

function booked(...records: readonly unknown[]) {
  const book = usageBook();
  for (const record of records) book.add(record);
  return book;
}

describe('deactivations', () => {
  const at = [{ accessKeyId: KEY, at: '2026-11-02T00:00:00.000Z' }];
  const off = update('Inactive', '2026-11-02T00:00:00Z');
  it.each`
    why                                          | records                                                                        | expected
    ${'a key that was switched off'}             | ${[off]}                                                                       | ${at}
    ${'and on again'}                            | ${[off, update('Active', '2026-11-03T00:00:00Z')]}                             | ${[]}
    ${'in whatever order the records come'}      | ${[off, update('Active', '2026-11-01T00:00:00Z')]}                             | ${at}
    ${'twice: the last time counts'}             | ${[update('Inactive', '2026-10-02T00:00:00Z'), off]}                           | ${at}
    ${'a call that was refused changed nothing'} | ${[update('Inactive', '2026-11-02T00:00:00Z', { errorCode: 'AccessDenied' })]} | ${[]}
    ${'another service has no such call'}        | ${[update('Inactive', '2026-11-02T00:00:00Z', { eventSource: 'x' })]}          | ${[]}
    ${'a request that does not name the key'}    | ${[update('Inactive', '2026-11-02T00:00:00Z', { requestParameters: null })]}   | ${[]}
  `('$why', ({ records, expected }) => expect(booked(...records).deactivations()).toEqual(expected));
});

describe('sign-ins', () => {
  it.each`
    why                                       | record                                                               | calls
    ${'one that succeeded uses the password'} | ${signIn()}                                                          | ${[[`${ANA}#login-profile`, 1]]}
    ${'one that failed uses nothing'}         | ${signIn({ responseElements: { ConsoleLogin: 'Failure' } })}         | ${[]}
    ${'one whose end is not told, neither'}   | ${signIn({ responseElements: null })}                                | ${[]}
    ${'a role signs in without a password'}   | ${signIn({ userIdentity: { type: 'AssumedRole', arn: ANA } })}       | ${[]}
    ${'a hidden user can not be told'}        | ${signIn({ userIdentity: { type: 'IAMUser', userName: 'HIDDEN' } })} | ${[]}
  `('$why', ({ record, calls }) => {
    const book = booked(record);
    expect(book.usage().map((usage) => [usage.accessKeyId, usage.calls])).toEqual(calls);
    expect(book.malformed).toBe(0);
  });
});

it('is the same after a record was saved, of which no more is kept than that', () => {
  const records = [
    update('Inactive', '2026-11-02T00:00:00Z', {
      requestParameters: { accessKeyId: KEY, status: 'Inactive', note: 'NIGHTWARDENCANARY' },
    }),
    signIn({ additionalEventData: { LoginTo: 'NIGHTWARDENCANARY' } }),
    { ...signIn(), eventName: 'Other', requestParameters: { accessKeyId: 'NIGHTWARDENCANARY' } },
    update('NIGHTWARDENCANARY', '2026-11-02T00:00:00Z'),
  ];
  const saved = records.map(redactRecord);
  expect(JSON.stringify(saved)).not.toContain('NIGHTWARDENCANARY');
  expect(booked(...saved).deactivations()).toEqual(booked(...records.slice(0, 2)).deactivations());
  expect(booked(...saved).usage()).toEqual(booked(...records.slice(0, 2)).usage());
  expect(saved.map(redactRecord)).toEqual(saved);
});
