import { beforeEach, describe, expect, it } from 'vitest';
import { addDays } from '../../lib/core/model/time.ts';
import { silent } from '../../lib/ports/progress.ts';
import { type PublishRequest, publish } from '../../lib/usecases/publish.ts';
import {
  aFinding,
  aGap,
  aSecretFinding,
  aSnapshot,
  aSubject,
  DETECTORS,
  NOW,
} from '../core/evidence/made.ts';
import { violations } from '../core/reports/asff/validator.ts';
import { MemoryHub } from './memory-hub.ts';

const key = aFinding();
const secret = aSecretFinding();
const KEY_ID = `nightwarden/${key.id}`;
const SECRET_ID = `nightwarden/${secret.id}`;
let hubs: Record<string, MemoryHub>;
const hubOf = (region: string) => (hubs[region] ??= new MemoryHub());

beforeEach(() => {
  hubs = {};
});

function run(parts: Partial<PublishRequest> = {}, at = NOW) {
  return publish({
    findings: [key, secret],
    gaps: [],
    unknown: new Set(),
    snapshot: aSnapshot(),
    subjects: [aSubject()],
    detectors: DETECTORS,
    homeRegion: 'us-east-1',
    gatewayFor: hubOf,
    now: () => new Date(at),
    progress: silent,
    ...parts,
  });
}

const day = (n: number) => addDays(NOW, n);
const nothing = { created: 0, updated: 0, refreshed: 0, unchanged: 0, archived: 0, kept: [], failed: [] };

describe('publish', () => {
  it('creates each finding in its own Region, global ones at home', async () => {
    expect(await run()).toEqual({
      regions: [
        { ...nothing, region: 'eu-west-1', created: 1 },
        { ...nothing, region: 'us-east-1', created: 1 },
      ],
      hubOff: [],
      problems: [],
    });
    expect(hubOf('us-east-1').states()).toEqual({ [KEY_ID]: 'ACTIVE' });
    expect(hubOf('eu-west-1').states()).toEqual({ [SECRET_ID]: 'ACTIVE' });
  });

  it('sends nothing the second time', async () => {
    await run();
    const { regions } = await run({}, day(1));
    expect(regions.map(({ unchanged }) => unchanged)).toEqual([1, 1]);
    expect(hubOf('us-east-1').calls).toHaveLength(1);
    expect(hubOf('eu-west-1').calls).toHaveLength(1);
  });

  it('updates what changed, and keeps the day that it was first seen', async () => {
    await run();
    const { regions } = await run({ findings: [aFinding({ title: 'Another title' }), secret] }, day(1));
    expect(regions.map(({ updated }) => updated)).toEqual([0, 1]);
    expect(hubOf('us-east-1').held.get(KEY_ID)?.finding).toMatchObject({
      Title: 'Another title',
      CreatedAt: NOW,
      UpdatedAt: day(1),
    });
  });

  it('is heard although its clock is behind', async () => {
    await run({}, day(5));
    await run({ findings: [aFinding({ title: 'Another title' }), secret] });
    expect(hubOf('us-east-1').held.get(KEY_ID)?.finding.Title).toBe('Another title');
  });

  it('sends again what would expire, and nothing sooner', async () => {
    await run();
    expect((await run({}, day(60))).regions.map(({ refreshed }) => refreshed)).toEqual([0, 0]);
    expect((await run({}, day(61))).regions.map(({ refreshed }) => refreshed)).toEqual([1, 1]);
  });

  it('archives what is gone, and brings back what returns', async () => {
    await run();
    expect((await run({ findings: [secret] }, day(1))).regions[1]).toMatchObject({ archived: 1 });
    expect(hubOf('us-east-1').states()).toEqual({ [KEY_ID]: 'ARCHIVED' });
    expect((await run({ findings: [secret] }, day(2))).regions).toHaveLength(1);
    await run({}, day(3));
    expect(hubOf('us-east-1').held.get(KEY_ID)?.finding).toMatchObject({
      RecordState: 'ACTIVE',
      CreatedAt: NOW,
    });
  });

  it('sends findings that Security Hub would take, archived ones too', async () => {
    await run();
    await run({ findings: [] }, day(1));
    const all = Object.values(hubs).flatMap(({ calls }) => calls.flat());
    expect(all).toHaveLength(4);
    expect(all.flatMap(violations)).toEqual([]);
  });

  it('archives nothing when every read was denied', async () => {
    await run();
    const denied = aGap({ detectors: DETECTORS.map(({ id }) => id) });
    const { regions } = await run(
      { findings: [], gaps: [denied], snapshot: aSnapshot({ read: [] }) },
      day(1),
    );
    expect(regions.map(({ archived, kept }) => [archived, kept.length])).toEqual([
      [0, 1],
      [0, 1],
    ]);
    expect(hubOf('us-east-1').calls).toHaveLength(1);
  });

  it('keeps a finding that could not be judged from expiring', async () => {
    await run();
    await run({ findings: [], unknown: new Set([key.id, secret.id]) }, day(70));
    expect(hubOf('us-east-1').held.get(KEY_ID)?.finding).toMatchObject({
      RecordState: 'ACTIVE',
      UpdatedAt: day(70),
    });
  });
});

describe("people's work", () => {
  it.each(['SUPPRESSED', 'NOTIFIED', 'RESOLVED'] as const)('%s survives every update', async (workflow) => {
    await run();
    hubOf('us-east-1').held.get(KEY_ID)!.workflow = workflow;
    await run({ findings: [aFinding({ title: 'Another title' }), secret] }, day(1));
    await run({ findings: [secret] }, day(2));
    expect(hubOf('us-east-1').held.get(KEY_ID)?.workflow).toBe(workflow);
  });
});

describe('what goes wrong', () => {
  it('counts and names what was not taken, and sends it again next time', async () => {
    hubOf('us-east-1').refuse = () => 'InvalidInput';
    const { regions, problems } = await run();
    expect(regions[1]).toMatchObject({
      created: 0,
      failed: [{ id: KEY_ID, code: 'InvalidInput', reason: 'InvalidInput for a reason' }],
    });
    expect(problems).toEqual([expect.stringContaining(KEY_ID)]);
    hubOf('us-east-1').refuse = () => undefined;
    expect((await run({}, day(1))).regions[1]).toMatchObject({ created: 1, failed: [] });
  });

  it('says how to enable Security Hub where findings wait for it, and publishes the rest', async () => {
    hubOf('eu-west-1').reading = 'off';
    const { regions, hubOff, problems } = await run();
    expect(regions.map(({ region }) => region)).toEqual(['us-east-1']);
    expect(hubOff).toEqual(['eu-west-1']);
    expect(problems).toEqual([
      expect.stringMatching(/aws securityhub enable-security-hub .*--region eu-west-1$/),
    ]);
    expect(hubOf('eu-west-1').calls).toEqual([]);
  });

  it('says nothing of a Region without Security Hub in which nothing was found', async () => {
    hubOf('eu-west-1').reading = 'off';
    expect(await run({ findings: [key] })).toMatchObject({ hubOff: [], problems: [] });
  });

  it('sends everything and archives nothing when it can not read what is published', async () => {
    await run();
    hubOf('us-east-1').reading = 'partial';
    const other = aFinding({ subject: 'AKIAI44QH8DHBEXAMPLE' });
    const { regions, problems } = await run({ findings: [other, secret] }, day(1));
    expect(regions[1]).toMatchObject({ created: 1, archived: 0 });
    expect(hubOf('us-east-1').states()[KEY_ID]).toBe('ACTIVE');
    expect(problems).toEqual([
      expect.stringMatching(/us-east-1 .*nothing was archived.*securityhub:GetFindings/),
    ]);
  });

  it('tells every problem in one line', async () => {
    hubOf('eu-west-1').reading = 'off';
    hubOf('us-east-1').reading = 'partial';
    hubOf('us-east-1').refuse = () => 'AccessDeniedException';
    const { problems } = await run();
    expect(problems).toHaveLength(3);
    for (const problem of problems) expect(problem).not.toMatch(/\n/);
  });
});
