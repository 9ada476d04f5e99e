import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { glob, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { CANARIES, smallShop } from '../worlds/small-shop/world.ts';
import { countWrongs } from './expected.ts';
import { labClient, labEnvironment, startLab } from './lab.ts';
import { askedWhoCalls } from './world.ts';

const SCRIPTS = import.meta.dirname;
const started: ChildProcess[] = [];

afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

function script(name: string, env: NodeJS.ProcessEnv = {}) {
  return run([join(SCRIPTS, name)], env);
}

function run(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  const errors: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => errors.push(line));
  const ended = new Promise<number | null>((resolve) => {
    child.once('close', resolve);
  });
  return { child, lines, errors, ended };
}

/** A lab that `npm run lab` keeps, once it is up. */
async function runningLab() {
  const shown = script('run.ts');
  await vi.waitFor(() => expect(shown.lines).toContain('Ctrl-C stops it.'), {
    timeout: 60_000,
    interval: 50,
  });
  const exported = (name: string) =>
    shown.lines
      .map((line) => new RegExp(`^export ${name}='(.*)'$`).exec(line)?.[1])
      .find((value) => value !== undefined);
  return {
    ...shown,
    endpoint: exported('AWS_ENDPOINT_URL') ?? '',
    config: exported('AWS_CONFIG_FILE') ?? '',
  };
}

function answers(endpoint: string): Promise<boolean> {
  return fetch(endpoint).then(
    () => true,
    () => false,
  );
}

/** Command lines of processes that were told of an endpoint: the CDK's, the app's and the workers' are. */
async function runningWith(endpoint: string): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const file of glob('/proc/[0-9]*/environ')) {
    const environment = await readFile(file, 'latin1').catch(() => '');
    if (endpoint !== '' && environment.includes(endpoint))
      found.push(await readFile(file.replace(/environ$/, 'cmdline'), 'latin1').catch(() => ''));
  }
  return found;
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('the lab', () => {
  it('starts an account of its own on loopback, and stops without leaving a process, a listener or a file', async () => {
    const lab = await startLab();
    const sts = new STSClient(labClient(lab));
    const { Account } = await sts.send(new GetCallerIdentityCommand({}));
    sts.destroy();
    expect(Account).toBe(lab.account);
    expect(new URL(lab.endpoint).hostname).toBe('127.0.0.1');

    await lab.stop();
    expect(await answers(lab.endpoint)).toBe(false);
    expect(alive(lab.pid)).toBe(false);
    expect(existsSync(lab.folder)).toBe(false);
    await lab.stop();
  });

  it('leads a process nowhere else, whatever AWS settings the caller has', async () => {
    const lab = await startLab();
    try {
      const mine = {
        PATH: '/bin',
        AWS_PROFILE: 'production',
        AWS_SESSION_TOKEN: 'x',
        AWS_ENDPOINT_URL_IAM: 'http://x',
      };
      const env = labEnvironment(lab, mine);
      expect(Object.keys(env).filter((name) => name.startsWith('AWS_') && !(name in lab.env))).toEqual([]);
      expect(env).toMatchObject({
        PATH: '/bin',
        AWS_ENDPOINT_URL: lab.endpoint,
        AWS_EC2_METADATA_DISABLED: 'true',
      });
    } finally {
      await lab.stop();
    }
  });

  it('runs two at once, each with ports of its own', async () => {
    const labs = await Promise.all([startLab(), startLab()]);
    try {
      expect(new Set(labs.map(({ endpoint }) => endpoint)).size).toBe(2);
      expect(await Promise.all(labs.map(({ endpoint }) => answers(endpoint)))).toEqual([true, true]);
    } finally {
      await Promise.all(labs.map((lab) => lab.stop()));
    }
  });

  it('gives up cleanly when its start is interrupted', async () => {
    const controller = new AbortController();
    controller.abort(new Error('enough'));
    await expect(startLab({ signal: controller.signal })).rejects.toThrow('enough');
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('stops in order on %s', async (signal) => {
    const { child, ended, endpoint, config, errors } = await runningLab();
    expect(await answers(endpoint)).toBe(true);
    child.kill(signal);
    expect(await ended).toBe(130);
    expect(errors.at(-1)).toContain('stopping the local AWS');
    expect(await answers(endpoint)).toBe(false);
    expect(existsSync(config)).toBe(false);
  });

  it('ends with its parent even when that is killed outright', async () => {
    const program = `
      const { startLab } = await import(${JSON.stringify(join(SCRIPTS, 'lab.ts'))});
      const { pid, endpoint, folder } = await startLab();
      console.log(JSON.stringify({ pid, endpoint, folder }));
      setInterval(() => {}, 60_000);`;
    const { child, lines, ended } = run(['--input-type=module', '-e', program]);
    await vi.waitFor(() => expect(lines).toHaveLength(1), { timeout: 60_000, interval: 50 });
    const lab = JSON.parse(lines[0]!) as { pid: number; endpoint: string; folder: string };
    expect(alive(lab.pid)).toBe(true);
    child.kill('SIGKILL');
    await ended;
    await vi.waitFor(() => expect(alive(lab.pid)).toBe(false), { timeout: 10_000, interval: 50 });
    expect(await answers(lab.endpoint)).toBe(false);
    await rm(lab.folder, { recursive: true, force: true });
  });
});

describe('npm start', () => {
  it('deploys into the account, runs a night there, tells what Security Hub holds and what to do next, and leaves nothing running', async () => {
    const { ended, lines, errors } = script('start.ts');
    expect(await ended).toBe(0);
    // And the role by which the CDK deploys, which may do everything.
    const wrongs = countWrongs(askedWhoCalls(smallShop)) + 1;
    const shown = lines.join('\n');
    const held = [...shown.matchAll(/(\d+) in (?:us-east-1|eu-west-1)/g)].map(([, count]) => Number(count));
    expect(held.reduce((sum, count) => sum + count, 0)).toBe(wrongs);
    expect(shown).toContain('npx nightwarden sweep --from test/worlds/small-shop');
    expect(shown).toContain('npx cdk deploy');
    expect(shown).toContain('npm run lab');
    expect(shown).toContain('done: the new one is everywhere, the old one is gone');
    expect(shown).toContain('done: the old one is restored: a dependent is ill');
    const calls = lines.filter((line) => / calls, \d+ failed/.test(line));
    const failing = calls.filter((line) => !line.includes('calls, 0 failed'));
    expect(calls).toHaveLength(6);
    expect(failing).toEqual([expect.stringContaining('its partner refuses the new key')]);
    expect(errors.join('\n')).toMatch(/running the night in the deployed functions: complete/);
    const endpoint = /account \d{12} on (http:\S+)/.exec(errors.join('\n'))?.[1] ?? '';
    expect(await answers(endpoint)).toBe(false);
    const said = [...lines, ...errors].join('\n');
    for (const canary of Object.values(CANARIES)) expect(said).not.toContain(canary);
    expect(said).not.toContain('NIGHTWARDENCANARY');
  }, 300_000);

  it('stops what it started when it is interrupted during the deployment', async () => {
    const { child, ended, errors } = script('start.ts');
    await vi.waitFor(() => expect(errors).toContainEqual(expect.stringMatching(/^✓ building the account/)), {
      timeout: 150_000,
      interval: 20,
    });
    const endpoint = /account \d{12} on (http:\S+)/.exec(errors.join('\n'))?.[1] ?? '';
    // Well into it: the CDK runs a process of its own by then.
    await sleep(1_500);
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    expect(await answers(endpoint)).toBe(false);
    expect(await runningWith(endpoint)).toEqual([]);
  }, 180_000);

  it('ends with one clear line and code 1 when the local AWS can’t be started', async () => {
    const { ended, errors } = script('start.ts', { MINISTACK: '/nonexistent/ministack' });
    expect(await ended).toBe(1);
    expect(errors.at(-1)).toMatch(
      /^the local AWS ended while starting \(.*not found.*\): see \.lab\/ministack\.log$/,
    );
    expect(errors.join('\n')).not.toMatch(/^\s+at /m);
  });
});
