import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { options, optionsPage } from '../../docs/options.ts';
import { findConfig, readConfig } from '../../lib/infra/read-config.ts';
import { CONFIGS } from './synth.ts';

const organisation = CONFIGS.organisation.organisation;
const NETWORK = {
  subnets: ['subnet-0a1b2c3d'],
  securityGroups: ['sg-0a1b2c3d'],
  admins: ['arn:aws:secretsmanager:eu-west-1:111122223333:secret:admin-AbCdEf'],
};
const FOUR = '444444444444';
const SECRET = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop-AbCdEf';

describe('the options of a deployment', () => {
  it.each([undefined, null, {}])('have defaults for all of %s', (given) => {
    expect(readConfig(given)).toMatchObject({ mode: 'single', encryption: 'aws', accountsAtOnce: 10 });
  });

  it.each`
    given                                                                                                                 | said
    ${{ shedule: {} }}                                                                                                    | ${'nightwarden.shedule: unknown option; did you mean schedule?'}
    ${{ schedule: { timezone: 'UTC' } }}                                                                                  | ${'nightwarden.schedule.timezone: unknown option; did you mean timeZone?'}
    ${{ retention: { snapshotsDays: 1 } }}                                                                                | ${'nightwarden.retention.snapshotsDays: unknown option; did you mean snapshotDays?'}
    ${{ mode: 'organisation', organisation: { ...organisation, hubAcount: '1' } }}                                        | ${'nightwarden.organisation.hubAcount: unknown option; did you mean hubAccount?'}
    ${{ mode: 'organisation', organisation, rotation: { enabled: true } }}                                                | ${'nightwarden.rotation.accounts: expected the accounts in which plans may be carried out'}
    ${{ mode: 'organisation', organisation, rotation: { enabled: true, acounts: [] } }}                                   | ${'nightwarden.rotation.acounts: unknown option; did you mean accounts?'}
    ${{ mode: 'organisation', organisation, rotation: { enabled: true, accounts: ['12'] } }}                              | ${'nightwarden.rotation.accounts.0: expected an account of 12 digits'}
    ${{ mode: 'organisation', organisation, rotation: { enabled: true, accounts: [FOUR, FOUR] } }}                        | ${'nightwarden.rotation.accounts: expected each account once, got 444444444444 twice'}
    ${{ rotation: { enabled: true, accounts: [FOUR] } }}                                                                  | ${'nightwarden.rotation.accounts: expected none, for mode is single'}
    ${{ rotation: { databases: { ...NETWORK, subnets: [] } } }}                                                           | ${'nightwarden.rotation.databases.subnets: '}
    ${{ rotation: { databases: { ...NETWORK, admins: ['orders/admin'] } } }}                                              | ${'nightwarden.rotation.databases.admins.0: expected the ARN of a secret'}
    ${{ mode: 'organisation', organisation, rotation: { enabled: true, accounts: [FOUR], databases: NETWORK } }}          | ${'nightwarden.rotation.databases: expected none, for in an organisation'}
    ${{ rotation: { bridges: ['acme/bridge'] } }}                                                                         | ${'nightwarden.rotation.bridges.0: expected the ARN of a secret'}
    ${{ mode: 'organisation', organisation, rotation: { enabled: true, accounts: [FOUR], bridges: [SECRET] } }}           | ${'nightwarden.rotation.bridges: expected none, for in an organisation'}
    ${{ rotation: { services: ['arn:aws:ecs:eu-west-1:111122223333:service/orders'] } }}                                  | ${'nightwarden.rotation.services.0: expected the ARN of an ECS service with its cluster'}
    ${{ rotation: { breakGlass: ['arn:aws:iam::111122223333:group/admin'] } }}                                            | ${'nightwarden.rotation.breakGlass.0: expected the ARN of an IAM user or role'}
    ${{ rotation: { served: [SECRET] } }}                                                                                 | ${'nightwarden.rotation.enabled: expected true, for rotation.served names secrets'}
    ${{ mode: 'organisation', organisation, rotation: { enabled: true, accounts: [FOUR], served: [SECRET] } }}            | ${'nightwarden.rotation.served: expected none, for mode is organisation'}
    ${{ rotation: { starts: [{ secret: SECRET, function: 'arn:aws:lambda:eu-west-1:111122223333:function:rotates' }] } }} | ${'nightwarden.rotation.enabled: expected true, for rotation.starts names secrets'}
    ${{ rotation: { enabled: true, starts: [{ secret: SECRET, function: 'rotates' }] } }}                                 | ${'nightwarden.rotation.starts.0.function: expected the ARN of a function'}
    ${{ rotation: { enabled: true, served: ['arn:aws:iam::111122223333:user/x'] } }}                                      | ${'nightwarden.rotation.served.0: expected the ARN of a secret'}
    ${{ zzzzzzzzzzzz: 1 }}                                                                                                | ${'nightwarden.zzzzzzzzzzzz: unknown option; known are mode, regions, '}
    ${{ schedule: { cron: '0 3 * * *' } }}                                                                                | ${'nightwarden.schedule.cron: expected six fields: minutes hours day-of-month month day-of-week year'}
    ${{ schedule: { timeZone: 'Europe/Brelin' } }}                                                                        | ${'nightwarden.schedule.timeZone: expected an IANA time zone such as Europe/Berlin'}
    ${{ schedule: { everyDays: 7 } }}                                                                                     | ${'nightwarden.schedule.everyDays: '}
    ${{ regions: ['europe'] }}                                                                                            | ${'nightwarden.regions.0: expected a Region such as eu-west-1'}
    ${{ accountsAtOnce: 0 }}                                                                                              | ${'nightwarden.accountsAtOnce: '}
    ${{ accountsAtOnce: '10' }}                                                                                           | ${'nightwarden.accountsAtOnce: expected number, received string'}
    ${{ notify: ['me'] }}                                                                                                 | ${'nightwarden.notify.0: '}
    ${{ permissionsBoundary: 'admin' }}                                                                                   | ${'nightwarden.permissionsBoundary: expected the ARN of a managed policy'}
    ${{ encryption: 'none' }}                                                                                             | ${'nightwarden.encryption: '}
    ${'single'}                                                                                                           | ${'nightwarden: expected object, received string'}
    ${{ mode: 'organisation' }}                                                                                           | ${'nightwarden.organisation: expected id, managementAccount'}
    ${{ organisation }}                                                                                                   | ${'nightwarden.mode: expected organisation'}
    ${{ mode: 'organisation', organisation: { ...organisation, hubAccount: organisation.managementAccount } }}            | ${'nightwarden.organisation.hubAccount: expected an account of its own'}
    ${{ guardDutyRegions: ['eu-west-1'] }}                                                                                | ${'nightwarden.homeRegion: expected the Region of the deployment'}
    ${{ objectLockDays: 1, retention: { keepOnDestroy: false } }}                                                         | ${'nightwarden.retention.keepOnDestroy: expected true'}
  `('refuse $given', ({ given, said }) => {
    expect(() => readConfig(given)).toThrow(said);
  });

  it('are refused all at once', () => {
    expect(() => readConfig({ shedule: {}, accountsAtOnce: 0 })).toThrow(/accountsAtOnce.*; .*shedule/);
  });
});

describe('where the options are found', () => {
  let folder: string;
  const write = (text: string) => {
    const file = join(folder, 'nightwarden.yaml');
    writeFileSync(file, text);
    return file;
  };
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'nightwarden-config-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('in a YAML file', () => {
    const file = write('accountsAtOnce: 3\nschedule: { cron: 5 4 * * ? * }\n');
    const { accountsAtOnce, schedule } = findConfig({ file, context: undefined });
    expect({ accountsAtOnce, schedule }).toMatchObject({
      accountsAtOnce: 3,
      schedule: { cron: '5 4 * * ? *' },
    });
  });

  it("in cdk.json's context, or nowhere", () => {
    expect(findConfig({ file: undefined, context: { accountsAtOnce: 4 } }).accountsAtOnce).toBe(4);
    expect(findConfig({ file: undefined, context: undefined }).accountsAtOnce).toBe(10);
    expect(findConfig({ file: write(''), context: undefined }).accountsAtOnce).toBe(10);
  });

  it('never in both', () => {
    expect(() => findConfig({ file: write(''), context: {} })).toThrow('got both; leave one of them out');
  });

  it.each`
    why                      | text                       | said
    ${'no YAML'}             | ${'schedule: {cron: [}\n'} | ${/nightwarden\.yaml: expected YAML, and line 1 is none/}
    ${'a misspelt option'}   | ${'shedule: {}\n'}         | ${/nightwarden\.shedule: unknown option; did you mean schedule\?/}
    ${'a list, not options'} | ${'- 1\n'}                 | ${/nightwarden: expected object/}
  `('a file that holds $why is refused', ({ text, said }) => {
    expect(() => findConfig({ file: write(text), context: undefined })).toThrow(said);
  });

  it('a file that is not there is refused', () => {
    const file = join(folder, 'absent.yaml');
    expect(() => findConfig({ file, context: undefined })).toThrow(
      /absent\.yaml: expected a YAML file that can be read, got ENOENT/,
    );
    expect(() => findConfig({ file: true, context: undefined })).toThrow('the name of a YAML file');
  });
});

describe('the page of the options', () => {
  const listed = options();
  const page = optionsPage();

  it('has every option that the schema has, each with what it is for', () => {
    expect(listed.map(({ path }) => path)).toEqual(
      expect.arrayContaining([...pathsOf(readConfig(CONFIGS.organisation))]),
    );
    for (const { path, what } of listed) {
      expect([path, what.length > 20]).toEqual([path, true]);
      expect(page).toContain(`| \`${path}\` |`);
    }
    expect(listed.length).toBeGreaterThan(25);
  });

  it('shows the defaults that hold', () => {
    const held = new Map(listed.map(({ path, fallback }) => [path, fallback]));
    const defaults = readConfig({});
    for (const path of pathsOf(defaults))
      expect([path, held.get(path)]).toEqual([path, JSON.stringify(at(defaults, path))]);
  });

  function pathsOf(value: object, prefix = ''): readonly string[] {
    return Object.entries(value).flatMap(([name, each]: [string, unknown]) =>
      typeof each === 'object' && each !== null && !Array.isArray(each)
        ? pathsOf(each, `${prefix}${name}.`)
        : [`${prefix}${name}`],
    );
  }

  function at(value: object, path: string): unknown {
    return path.split('.').reduce<unknown>((part, name) => (part as Record<string, unknown>)[name], value);
  }
});
