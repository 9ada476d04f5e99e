import { onlyOf, type Stack, textOf } from './synth.ts';

/** A state as the Amazon States Language writes it. */
export interface State {
  readonly Type: string;
  readonly Next?: string;
  readonly End?: boolean;
  readonly Resource?: string;
  readonly TimeoutSeconds?: number;
  readonly Retry?: readonly { readonly ErrorEquals: readonly string[]; readonly MaxAttempts?: number }[];
  readonly Catch?: readonly { readonly ErrorEquals: readonly string[]; readonly Next: string }[];
  readonly Branches?: readonly Machine[];
  readonly ItemProcessor?: Machine;
}

export interface Machine {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
  readonly TimeoutSeconds?: number;
}

/** The state machine of a stack as it is deployed, each reference in it as text. */
export function definitionOf(stack: Stack): Machine {
  const [, machine] = onlyOf(stack, 'AWS::StepFunctions::StateMachine');
  return JSON.parse(textOf(machine.Properties.DefinitionString)) as Machine;
}

/** Every state by its name, those within branches and maps among them. */
export function statesOf(machine: Machine): ReadonlyMap<string, State> {
  return new Map(
    Object.entries(machine.States).flatMap(([name, state]) => [
      [name, state] as const,
      ...[
        ...(state.Branches ?? []),
        ...(state.ItemProcessor === undefined ? [] : [state.ItemProcessor]),
      ].flatMap((inner) => [...statesOf(inner)]),
    ]),
  );
}
