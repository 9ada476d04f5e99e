import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Fired, type Microburst, startMicroburst } from '../../lab/microburst.ts';
import { type NightOutput, runNight, tableRows } from '../../lab/night.ts';
import { activeFindings, enableSecurityHub } from '../../lab/security-hub.ts';
import {
  control,
  NAMES,
  type Name,
  NIGHT,
  OFF,
  type Organisation,
  REGIONS,
  type Swept,
  startOrganisation,
} from './organisation-lab.ts';
import { type Asked, askedOf, matching, SHUT, STORM, sum } from './storm.ts';

/** Attempts of one call, the first included: lib/aws/clients.ts. */
const ATTEMPTS = 6;

let organisation: Organisation;
let microburst: Microburst;
let night: NightOutput;
/** What each account was asked in the night, and what microburst did to the throttled one. */
let asked: ReadonlyMap<string, Asked>;
let fired: readonly Fired[];

beforeAll(async () => {
  organisation = await startOrganisation();
  const { lab, account } = organisation;
  microburst = await startMicroburst({ scratch: lab.folder });
  await microburst.add(STORM);
  await control(lab, 'injection', { url: microburst.url, account: account('throttled').account });
  lab.gateway.resetCalls();
  night = await run(NIGHT);
  asked = await askedOf(lab.gateway);
  fired = await microburst.fired();
}, 600_000);

afterAll(async () => {
  await organisation?.lab.stop();
  await microburst?.stop();
});

function run(name: string, accounts?: readonly string[]): Promise<NightOutput> {
  const input = { reason: 'person', run: name, ...(accounts === undefined ? {} : { accounts }) };
  return runNight(organisation.account('hub'), organisation.deployment, { input, within: 300_000 });
}

function askedIn(name: Name): Asked {
  return asked.get(organisation.account(name).account) ?? { answered: {}, failed: {} };
}

const expected = (name: Name) =>
  ['iam.administrator-credential', 'trust.ownerless-credential'].map(
    (id) => `${id}:${organisation.keyOf(name)}`,
  );

describe('a night over an organisation', () => {
  it('comes to an end whatever its accounts do, says that it is incomplete, and of how many nothing was read', () => {
    expect(night).toMatchObject({ state: 'incomplete', unread: 1, assessed: NAMES.length });
  });

  it.each(['sound', 'management', 'throttled'] as const)(
    'finds in account %s what is wrong there, and publishes it to the account’s own Security Hub',
    async (name) => {
      expect(await organisation.publishedIn(name)).toEqual(expect.arrayContaining(expected(name)));
      expect(await organisation.outcomeOf(name)).toMatchObject({
        state: 'assessed',
        published: true,
        problems: [],
      });
    },
  );

  it('sweeps the hub as one of the accounts', async () => {
    expect(await organisation.publishedIn('hub')).toEqual(expect.arrayContaining(expected('hub')));
  });

  it('has a gap for a Region that is off, in each account, and reads the others', async () => {
    const { gaps } = await organisation.kept('sound');
    expect(gaps.map(({ scope }) => scope.region)).toContain(OFF);
    expect(gaps.filter(({ scope }) => scope.region !== undefined && scope.region !== OFF)).toEqual([]);
  });

  it('takes an account that denies everything for gaps, never for clean, and publishes nothing there', async () => {
    const { findings, gaps } = await organisation.kept('denying');
    expect(findings).toEqual([]);
    expect(gaps.map(({ missing }) => missing)).toEqual(
      expect.arrayContaining([
        'iam:GetAccountAuthorizationDetails',
        'secretsmanager:ListSecrets',
        'lambda:ListFunctions',
      ]),
    );
    expect(await organisation.publishedIn('denying')).toEqual([]);
  });

  it('takes an account without a spoke for one gap, which says what to deploy', async () => {
    const { findings, gaps } = await organisation.kept('without-spoke');
    expect(findings).toEqual([]);
    expect(gaps).toContainEqual(
      expect.objectContaining({
        missing: 'sts:AssumeRole',
        reason: expect.stringContaining('access denied'),
        remedy: expect.stringContaining('deploy the spoke stack'),
      }),
    );
    expect(await organisation.outcomeOf('without-spoke')).toMatchObject({
      state: 'unread',
      published: false,
    });
  });

  it('keeps what can not be published, and says where Security Hub is not enabled', async () => {
    expect(await organisation.outcomeOf('without-hub')).toMatchObject({
      state: 'assessed',
      published: false,
      hubOff: ['us-east-1'],
      problems: [],
    });
    expect((await organisation.kept('without-hub')).findings.map(({ id }) => id)).toEqual(
      expect.arrayContaining(expected('without-hub')),
    );
  });
});

describe('an account that throttles, breaks and cuts off', () => {
  it('did so to a good part of what it was asked', () => {
    expect(new Set(fired.map(({ service, action }) => `${service} ${action}`))).toEqual(
      new Set([
        'iam error:InternalFailure',
        'iam error:Throttling',
        'iam reset',
        'secretsmanager error:InternalFailure',
        'secretsmanager error:ThrottlingException',
        'secretsmanager reset',
        'lambda latency:300ms',
      ]),
    );
    const { answered, failed } = askedIn('throttled');
    expect(sum(failed)).toBeGreaterThan(sum(matching(answered, /^(iam|secretsmanager)/)) / 3);
  });

  it('is read all the same: it shows each credential that a sound account does, but for those never listed', async () => {
    const { credentials } = await organisation.kept('sound');
    const listed = credentials.filter(({ kind, region }) => !(kind === 'secret' && region === SHUT));
    expect(places(listed).length).toBeGreaterThan(5);
    expect(places((await organisation.kept('throttled')).credentials)).toEqual(places(listed));
  });

  it('has a gap where no attempt was answered, which hides what could lie there, and no other', async () => {
    const name = ({ missing, scope }: Swept['gaps'][number]) => `${missing} ${scope.region}`;
    const known = new Set((await organisation.kept('sound')).gaps.map(name));
    const { gaps, findings } = await organisation.kept('throttled');
    const more = gaps.filter((gap) => !known.has(name(gap)));
    expect(new Set(more.map(({ missing }) => missing))).toEqual(new Set(['secretsmanager:ListSecrets']));
    expect(more).toContainEqual(
      expect.objectContaining({
        scope: { account: organisation.account('throttled').account, region: SHUT },
        reason: expect.stringContaining(`throttling the call (ThrottlingException, ${ATTEMPTS} attempts)`),
        detectors: expect.arrayContaining(['secretsmanager.old-secret', 'trust.ownerless-credential']),
      }),
    );
    expect(findings.map(({ id }) => id)).toEqual(expect.arrayContaining(expected('throttled')));
  });

  it('is asked nothing again that it answered, and nothing more often than one call has attempts', () => {
    const { answered, failed } = askedIn('throttled');
    // Reports and jobs are asked after until they are there.
    const read = new RegExp(`^(secretsmanager:\\w+ (?!${SHUT})|iam:(GetAccount|List))`);
    expect(matching(answered, read)).toEqual(matching(askedIn('sound').answered, read));
    expect(failed[`secretsmanager:ListSecrets ${SHUT}`]).toBe(ATTEMPTS);
    expect(sum(failed)).toBe(fired.filter(({ action }) => !action.startsWith('latency')).length);
  });

  it.each(['hub', 'sound', 'without-hub', 'management'] as const)(
    'disturbs no other: account %s met no call that failed so',
    (name) => {
      expect(sum(askedIn(name).answered)).toBeGreaterThan(60);
      expect(askedIn(name).failed).toEqual({});
    },
  );

  it('and the same night again does nothing twice: nothing is sent, nobody told, every row as it was', async () => {
    const { gateway } = organisation.lab;
    const before = await standing();
    gateway.resetCalls();
    expect(await run(NIGHT)).toEqual(night);
    const made = new Set(gateway.calls().map(({ service, action }) => `${service}:${action}`));
    expect(made).toContain('securityhub:GetFindings');
    expect([...made].filter((call) => /^(securityhub:Batch|sns:)/.test(call))).toEqual([]);
    expect(await standing()).toEqual(before);
  }, 350_000);
});

/** Kind and Region of each, sorted: the ids of two accounts differ. */
function places(credentials: Swept['credentials']): readonly string[] {
  return credentials.map(({ kind, region }) => `${kind} ${region}`).toSorted();
}

/** What is kept and published, but for the moment at which an account was judged: the second time is another. */
async function standing(): Promise<object> {
  const rows = await tableRows(organisation.account('hub'), organisation.deployment);
  const undated = rows.map((row) =>
    'outcome' in row ? { ...row, expiresAt: 0, outcome: { ...(row.outcome as object), at: '' } } : row,
  );
  const found = await Promise.all(
    (['sound', 'throttled'] as const).map((name) => activeFindings(organisation.account(name), 'us-east-1')),
  );
  return { undated, sent: found.flat().map(({ Id, UpdatedAt }) => `${Id} ${UpdatedAt}`) };
}

describe('the night after', () => {
  it('sends what could not be published, though nothing of it is new', async () => {
    const { account, outcomeOf, publishedIn } = organisation;
    await enableSecurityHub(account('without-hub'), REGIONS);
    await run('2026-11-27', [account('without-hub').account]);
    expect(await outcomeOf('without-hub', '2026-11-27')).toMatchObject({ published: true, problems: [] });
    expect(await publishedIn('without-hub')).toEqual(expect.arrayContaining(expected('without-hub')));
  });
});
