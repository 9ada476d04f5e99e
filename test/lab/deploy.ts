import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { type Lab, labClient, labEnvironment } from './lab.ts';
import { LabError } from './lab-error.ts';

const ROOT = join(import.meta.dirname, '..', '..');

export interface DeployOptions {
  /** Stacks by name. */
  readonly stacks: readonly string[];
  /** Under `nightwarden` in the CDK's context. */
  readonly config?: object;
  readonly signal?: AbortSignal;
  /** Told of each line that the CDK prints. */
  readonly onLine?: (line: string) => void;
}

/** Said, for ministack makes an empty policy of the bootstrap template's own default, which is the same. */
const ADMINISTRATOR = [
  '--cloudformation-execution-policies',
  'arn:aws:iam::aws:policy/AdministratorAccess',
] as const;

/** Outputs by stack and name. */
export type Outputs = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** What the CDK needs in an account before it deploys anything. */
export async function bootstrap(lab: Lab, options: Pick<DeployOptions, 'signal'> = {}): Promise<void> {
  await cdk(lab, ['bootstrap', `aws://${lab.account}/us-east-1`, ...ADMINISTRATOR], options);
}

/**
 * Deploys stacks by the CDK's command line, as a user would.
 * @throws {LabError} with the last lines that the CDK printed
 */
export async function deploy(lab: Lab, options: DeployOptions): Promise<Outputs> {
  await cdk(lab, ['deploy', ...options.stacks, '--require-approval', 'never', '--concurrency', '2'], options);
  const client = new CloudFormationClient(labClient(lab));
  try {
    const outputs = await Promise.all(
      options.stacks.map(async (name) => {
        const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: name }));
        const made = (Stacks?.[0]?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [
          OutputKey,
          OutputValue,
        ]);
        return [name, Object.fromEntries(made) as Record<string, string>] as const;
      }),
    );
    return Object.fromEntries(outputs);
  } finally {
    client.destroy();
  }
}

/** Takes the stacks away again, by what they were deployed from. */
export async function destroy(lab: Lab, { stacks }: Pick<DeployOptions, 'stacks'>): Promise<void> {
  await cdk(lab, ['destroy', ...stacks, '--force', '--app', assembly(lab)], {});
}

function assembly(lab: Lab): string {
  return join(lab.folder, 'cdk.out');
}

async function cdk(
  lab: Lab,
  words: readonly string[],
  { config, signal, onLine }: Omit<DeployOptions, 'stacks'>,
): Promise<void> {
  const context = await contextOf(lab, config);
  const output = words.includes('--app') ? [] : ['--output', assembly(lab)];
  const child = spawn(
    process.execPath,
    [join(ROOT, 'node_modules', 'aws-cdk', 'bin', 'cdk'), ...words, ...context, ...output],
    {
      // Bootstrapping needs no app: where none is, none is synthesised.
      cwd: words[0] === 'bootstrap' ? lab.folder : ROOT,
      env: {
        ...labEnvironment(lab),
        PATH: [join(ROOT, 'node_modules', '.bin'), process.env.PATH ?? ''].join(':'),
        AWS_ENDPOINT_URL_S3: lab.endpoint,
        // The CLI remembers whose a key is: never in the home folder of whoever runs this.
        CDK_HOME: join(lab.folder, 'cdk'),
        CDK_DISABLE_CLI_TELEMETRY: 'true',
        CI: 'true',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own: the CDK starts the app, and whoever gives up the one gives up both.
      detached: true,
    },
  );
  const end = () => endGroup(child.pid);
  process.once('exit', end);
  signal?.addEventListener('abort', end, { once: true });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      for (const line of text.split('\n').filter((each) => each.trim() !== '')) {
        lines.push(line);
        onLine?.(line);
      }
    });
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  process.off('exit', end);
  signal?.removeEventListener('abort', end);
  signal?.throwIfAborted();
  if (code !== 0) throw new LabError(`cdk ${words[0] ?? ''} failed: ${lines.slice(-12).join('\n')}`);
}

function endGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // Already gone.
  }
}

async function contextOf(lab: Lab, config: object | undefined): Promise<readonly string[]> {
  if (config === undefined) return [];
  const file = join(lab.folder, 'nightwarden.yaml');
  await writeFile(file, JSON.stringify(config));
  return ['--context', `config=${file}`];
}
