import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import { SEVERITIES } from '../core/model/severity.ts';
import { type Instant, parseInstant } from '../core/model/time.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { explain } from './failure.ts';
import { FORMATS } from './formats.ts';
import { addRotationCommands } from './rotation-commands.ts';
import type { Surroundings } from './surroundings.ts';

const ABOUT =
  'Finds every credential in an AWS account that should no longer be trusted, and shows who answers for it, who uses ' +
  'it and what it can do right now. It only reads: with --publish, and only then, it writes findings to Security Hub.';

const AFTER_SWEEP = `
Exit codes, the first that applies:
  2  bad usage or damaged input
  3  nothing could be read
  1  findings at or above --fail-on
  4  gaps, with --strict
  0  otherwise; with gaps it says that it is not clean

Examples:
  nightwarden sweep --profile audit --roster people.csv
  nightwarden sweep --profile audit --format json --fail-on high --strict
  nightwarden sweep --from exported --as-of 2026-11-22T03:00:00Z`;

const AFTER_STATUS = `
Exit codes with an ID:
  5  it was refused: nothing was changed
  6  it was rolled back: the old credential is restored
  7  it is blocked or parked, or contain has taken over: a person must look
  0  otherwise`;

/**
 * Runs the command line.
 * @param args the words after the program's name
 * @returns the exit code of the contract; nothing is thrown, and no stack trace is shown
 */
export async function main(args: readonly string[], around: Surroundings): Promise<ExitCode> {
  let code: ExitCode = EXIT.ok;
  const program = build(around, (ended) => {
    code = ended;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    const failure = explain(error);
    around.stderr.write(`nightwarden: ${failure.line}\n`);
    return failure.code;
  }
}

function build(around: Surroundings, end: (code: ExitCode) => void): Command {
  const program = new Command('nightwarden')
    .description(ABOUT)
    .version(manifest.version)
    .exitOverride()
    .showHelpAfterError('(nightwarden --help lists commands and options)')
    .configureOutput({
      writeOut: (text) => around.stdout.write(text),
      writeErr: (text) => around.stderr.write(text),
    });

  program
    .command('sweep')
    .description('read an account, judge every credential, and say what should no longer be trusted')
    .addOption(profile())
    .addOption(regions())
    .option(
      '--from <dir>',
      'read what the AWS CLI or `nightwarden collect` wrote there, instead of a live account',
    )
    .addOption(new Option('--as-of <iso>', 'judge as of this moment').argParser(moment))
    .option('--roster <file>', 'CSV or JSON of who works here: email,team,status,leftOn')
    .option('--exposures <file>', 'JSON of what leaked: [{credential, at, source, note?}]')
    .option(
      '--policy <file>',
      'YAML of thresholds, owner tags and call budgets (docs/policy.yaml has them all)',
    )
    .option('--cache <dir>', 'remember there, from night to night, what need not be read again')
    .addOption(deep())
    .option('--publish', 'send the findings to Security Hub (without it nothing is written to AWS)')
    .addOption(new Option('--format <format>', 'shape of the report').choices(FORMATS).default('table'))
    .option('--out <file>', 'write the report there instead of to standard output')
    .addOption(
      new Option('--fail-on <severity>', 'exit 1 when a finding is this severe or worse').choices([
        ...SEVERITIES,
      ]),
    )
    .option('--strict', 'exit 4 when anything could not be read')
    .addHelpText('after', AFTER_SWEEP)
    .action(async (options) => {
      const { sweepCommand } = await import('./sweep.ts');
      end(await sweepCommand(options, around));
    });

  program
    .command('collect')
    .description('make the same reads and save them, redacted, as a directory that `sweep --from` takes')
    .requiredOption('--out <dir>', 'the directory to write')
    .addOption(profile())
    .addOption(regions())
    .option('--roster <file>', 'who works here: the last use of the keys of those who left is read afresh')
    .option('--exposures <file>', 'what leaked: the last use of these is read afresh')
    .option('--policy <file>', 'YAML of call budgets')
    .addOption(deep())
    .action(async (options) => {
      const { collectCommand } = await import('./collect.ts');
      end(await collectCommand(options, around));
    });

  program
    .command('usage')
    .description('add up CloudTrail files by access key')
    .argument('<dir...>', 'directories with *.json or *.json.gz trail files')
    .addOption(
      new Option('--format <format>', 'shape of the rows').choices(['table', 'jsonl']).default('table'),
    )
    .action(async (dirs: string[], options) => {
      const { usageCommand } = await import('./usage.ts');
      end(await usageCommand(dirs, options, around));
    });

  program
    .command('status')
    .description('show how the last nights of a deployment went, or how a plan stands')
    .argument('[id]', 'of a plan; without it: the nights, and the plans that are under way')
    .addOption(profile())
    .option('--region <region>', 'Region of the deployment')
    .option('--stack <name>', 'stack of the deployment (Nightwarden or NightwardenHub without it)')
    .option('--table <name>', 'its table, where the stack can not be asked')
    .addOption(
      new Option('--format <format>', 'shape of the answer').choices(['table', 'json']).default('table'),
    )
    .option('--wait', 'of a plan: until nothing more happens by itself')
    .option('--runbook', 'of a plan: write its runbook instead')
    .addHelpText('after', AFTER_STATUS)
    .action(async (id: string | undefined, options) => {
      const { statusCommand } = await import('./status.ts');
      end(await statusCommand(id, options, around));
    });

  addRotationCommands(program, around, end);
  for (const command of program.commands) command.exitOverride().copyInheritedSettings(program);
  return program;
}

function profile(): Option {
  return new Option('--profile <name>', 'profile of the AWS configuration');
}

function deep(): Option {
  return new Option(
    '--deep',
    'read all now of what AWS tells of one principal at a time (else each has a turn a week)',
  );
}

function regions(): Option {
  return new Option('--region <region...>', 'only these Regions (all enabled ones without it)');
}

function moment(text: string): Instant {
  const at = parseInstant(text);
  if (at === undefined) throw new InvalidArgumentError('expected a moment such as 2026-11-22T03:00:00Z');
  return at;
}
