import { type Command, InvalidArgumentError, Option } from 'commander';
import { CHECKS } from '../core/rotation/exposure/judge.ts';
import type { ExitCode } from './exit.ts';
import type { Surroundings } from './surroundings.ts';

const AFTER_PLAN = `
Exit codes:
  5  refused: nothing was changed
  0  otherwise

CREDENTIAL is an access key id, the ARN of a user with one key, or the ARN of the secret that stores it.
Without --apply nothing is changed: the plan is shown with its hash. --apply takes that hash, and begins the plan only
if everything still is as it was shown.`;

const AFTER_SWITCH = `
Exit codes:
  7  a freeze waits for a second person: nothing was set yet
  0  otherwise`;

const AFTER_EXPOSURE = `
Exit codes:
  7  open: something is missing, or could not be read
  0  closed, or none is open

It changes nothing in AWS. A person's word closes what no call can tell, and covers only what was named when it was given.`;

const ABOUT = {
  rehearse: 'show the plan for a credential, step by step, with what would break; changes nothing',
  rotate: 'give the dependents of an access key a new one, then take the old one away',
  retire: 'take away an access key that nobody should hold any more',
  contain: 'take away an access key that leaked, at once, and give its dependents something else',
} as const;

/** The commands that plan, and carry out what was planned. */
export function addRotationCommands(
  program: Command,
  around: Surroundings,
  end: (code: ExitCode) => void,
): void {
  for (const name of ['rehearse', 'rotate', 'retire', 'contain'] as const) {
    const command = planOptions(program.command(name).description(ABOUT[name])).addHelpText(
      'after',
      AFTER_PLAN,
    );
    if (name === 'rehearse')
      command.addOption(
        new Option('--kind <kind>', 'kind of plan (the one that the facts ask for without it)').choices([
          'rotate',
          'retire',
          'contain',
        ]),
      );
    else command.option('--apply <hash>', 'begin the plan of this hash, as it was shown');
    command.action(async (credential: string, options) => {
      const { planCommand } = await import('./plan.ts');
      end(await planCommand(name === 'rehearse' ? null : name, credential, options, around));
    });
  }

  askOptions(
    program.command('approve').description('approve what a plan waits for; never by who asked for it'),
  )
    .option('--deactivate', 'the old credential may be deactivated')
    .option('--delete', 'what is past its quarantine may be deleted')
    .option('--copy <id>', 'you have put the value into this copy by hand, as the plan asked; by anybody')
    .option('--accept-users', 'go on although somebody whom nobody knows still used the old one')
    .action(async (id: string, options) => {
      const { approveCommand } = await import('./request.ts');
      end(await approveCommand(id, options, around));
    });

  askOptions(program.command('abort').description('ask for the old credential back')).action(
    async (id: string, options) => {
      const { abortCommand } = await import('./request.ts');
      end(await abortCommand(id, options, around));
    },
  );
  addExposure(program, around, end);
  addSwitch(program, around, end);
}

function addExposure(program: Command, around: Surroundings, end: (code: ExitCode) => void): void {
  const command = program
    .command('exposure')
    .description(
      'what is missing before a leak that was contained is over; without an id: the leaks that are open',
    )
    .argument('[id]', 'of the plan that contained it');
  readingOptions(command)
    .addOption(
      new Option('--attest <check>', 'say that you have looked at what is named as missing').choices(CHECKS),
    )
    .option('--because <text>', 'what you found; kept with your name')
    .addHelpText('after', AFTER_EXPOSURE)
    .action(async (id: string | undefined, options) => {
      const { exposureCommand } = await import('./exposure.ts');
      end(await exposureCommand(id, options, around));
    });
}

/** Whoever may write into the deployment's table can set it past this command: keep that to few. */
function addSwitch(program: Command, around: Surroundings, end: (code: ExitCode) => void): void {
  placeOptions(
    program
      .command('switch')
      .description('stop plans or let them go on; without arguments: show how the switches stand')
      .argument('[which]', 'rotate (and retire), or contain', oneOf(['rotate', 'contain']))
      .argument(
        '[position]',
        'run; pause: nothing goes forward, the way back does; freeze: nothing at all, when two people ask for it',
        oneOf(['run', 'pause', 'freeze']),
      ),
  )
    .addOption(
      new Option('--format <format>', 'shape of the answer').choices(['table', 'json']).default('table'),
    )
    .addHelpText('after', AFTER_SWITCH)
    .action(async (which, position, options) => {
      const { switchCommand } = await import('./switch.ts');
      end(await switchCommand(which, position, options, around));
    });
}

function oneOf<T extends string>(words: readonly T[]) {
  return (given: string): T => {
    const word = words.find((each) => each === given);
    if (word === undefined) throw new InvalidArgumentError(`expected ${words.join(' or ')}`);
    return word;
  };
}

function planOptions(command: Command): Command {
  return readingOptions(command.argument('<credential>', 'access key id, or ARN of a user or of a secret'))
    .option('--roster <file>', 'CSV or JSON of who works here: email,team,status,leftOn')
    .option('--exposures <file>', 'JSON of what leaked: [{credential, at, source, note?}]')
    .option('--runbook', 'write the runbook instead: what happens, and how to undo each part by hand');
}

/** Of a command that reads one credential live, and the ledger of the deployment. */
function readingOptions(command: Command): Command {
  return command
    .option(
      '--profile <name>',
      'profile of the AWS configuration: of the account in which the credential lies',
    )
    .option(
      '--hub-profile <name>',
      'profile of the account in which the deployment lies, where that is another (an organisation)',
    )
    .option('--region <region...>', 'look in these Regions only (all enabled ones without it)')
    .option(
      '--policy <file>',
      'YAML with the section rotation: dependents, durations, approvals (docs/policy.yaml)',
    )
    .option('--stack <name>', 'stack of the deployment (Nightwarden or NightwardenHub without it)')
    .option('--stack-region <region>', 'Region of the deployment (the configured one without it)')
    .option('--table <name>', 'its table, where the stack can not be asked')
    .addOption(
      new Option('--format <format>', 'shape of the answer').choices(['table', 'json']).default('table'),
    );
}

function askOptions(command: Command): Command {
  return placeOptions(command.argument('<id>', 'of the plan, as nightwarden status lists it'));
}

function placeOptions(command: Command): Command {
  return command
    .option('--profile <name>', 'profile of the AWS configuration: it says who you are')
    .option('--region <region>', 'Region of the deployment')
    .option('--stack <name>', 'stack of the deployment (Nightwarden or NightwardenHub without it)')
    .option('--table <name>', 'its table, where the stack can not be asked');
}
