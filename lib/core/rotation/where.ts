import type { Database, Server } from './kinds/database.ts';
import type { Issuer } from './kinds/issuer.ts';
import type { ServiceUse } from './kinds/service.ts';
import type { Window } from './windows.ts';

/**
 * Where in AWS a plan is carried out. What decides never reads it; what looks, calls and probes does. It comes from
 * the reviewed configuration alone: a tag can add a dependent and so block, and never names a target or a probe.
 */
export interface Where {
  readonly partition: string;
  readonly account: string;
  /** Of the secret that stores the value. */
  readonly region: string;
  /** In which the credential is in use: a new one is proved in each. */
  readonly regions: readonly string[];
  /** null: nobody is known to answer for it. */
  readonly owner: string | null;
  /** When forward steps may begin; null: always. */
  readonly window: Window | null;
  readonly shape: Shape;
  /** Of a database user: its server, and whom it takes turns with. */
  readonly database?: Database;
  /** ARN of the function that the secret's own rotation calls; absent: values are made here. */
  readonly rotatedBy?: string;
  /** Of a credential that IAM made for one service: which. */
  readonly service?: ServiceUse;
  /** Of a third party's token: who makes it, and takes it away. */
  readonly issuer?: Issuer;
  /** By copy id. */
  readonly targets: Readonly<Record<string, Target>>;
  /** By dependent id; one that has none is `unknown`, and nothing goes forward on it. */
  readonly probes: Readonly<Record<string, readonly Probe[]>>;
  /** By dependent id: what is started anew for it to take a value. Absent: nothing is. */
  readonly redeploys?: Readonly<Record<string, Redeploy>>;
  /** By dependent id: how its calls look in CloudTrail. */
  readonly seenAs: Readonly<Record<string, SeenAs>>;
  /** Ids of copies whose old value can't be restored; an approver has accepted it when the plan is carried out. */
  readonly noWayBack: readonly string[];
}

/** How the value lies in its secret: the names of its fields, beside whatever else the secret's JSON holds. */
export type Shape =
  | { readonly as: 'json'; readonly accessKeyId: string; readonly secretAccessKey: string }
  /** SES: the password is derived from the key, for one Region. */
  | {
      readonly as: 'smtp';
      readonly username: string;
      readonly password: string;
      readonly accessKeyId: string;
      readonly secretAccessKey: string;
      readonly region: string;
    }
  /** The fields of AWS's own rotation; the server is the reviewed one, and no other. */
  | { readonly as: 'database'; readonly host: string; readonly port: number }
  /** The same fields in a secret that its own function rotates: the reviewed server is asked whether a version logs in. */
  | ({ readonly as: 'postgres' } & Server)
  /** Nobody here can tell whether it works. */
  | { readonly as: 'opaque' }
  /** What IAM made for one service. `id` is the field of its ACCA… id, which nothing else in the value tells. */
  | {
      readonly as: 'service-password';
      readonly id: string;
      readonly username: string;
      readonly password: string;
    }
  | { readonly as: 'service-api-key'; readonly id: string; readonly apiKey: string }
  /** What a third party issued. `id` is the field of the name that its bridge calls it by. */
  | { readonly as: 'token'; readonly id: string; readonly token: string };

/** A place that the value is copied to. */
export type Target =
  | { readonly in: 'secret'; readonly arn: string; readonly replicas: readonly string[] }
  /** A SecureString that holds the same JSON as the secret. */
  | { readonly in: 'parameter'; readonly name: string; readonly region: string }
  | {
      readonly in: 'lambda-environment';
      readonly arn: string;
      readonly accessKeyId: string;
      readonly secretAccessKey: string;
      /** Moved to the version that was published with the new value; null: callers use $LATEST. */
      readonly alias: string | null;
    }
  | {
      readonly in: 'github-actions';
      /** `owner/name` */
      readonly repository: string;
      readonly accessKeyId: string;
      readonly secretAccessKey: string;
      /** ARN of the secret that holds the token which may write there. */
      readonly token: string;
      readonly api: string;
    }
  | {
      readonly in: 'gitlab';
      readonly project: string;
      readonly accessKeyId: string;
      readonly secretAccessKey: string;
      readonly token: string;
      readonly api: string;
    }
  /** A person puts it there, by hand. */
  | { readonly in: 'person'; readonly who: string; readonly instructions: string };

/** What takes a value only when it starts. */
export interface Redeploy {
  readonly in: 'ecs-service';
  readonly cluster: string;
  readonly service: string;
  readonly region: string;
}

/** Asks whether a dependent is well, with whatever credential it holds. It is never given one. */
export type Probe =
  | { readonly by: 'http'; readonly url: string; readonly status: number }
  /** Invoked with `{"probe": true}`: well when it returns without an error. */
  | { readonly by: 'lambda'; readonly arn: string }
  | { readonly by: 'alarm'; readonly name: string; readonly region: string }
  | {
      readonly by: 'ecs-service';
      readonly cluster: string;
      readonly service: string;
      readonly region: string;
    }
  /** Its own addresses are seen using the key that its copy is meant to hold; it is never told to be ill by that. */
  | { readonly by: 'seen' }
  /** A command of its owner's own, run as a task of ECS: well when the container ends with 0. Off unless the policy says so. */
  | {
      readonly by: 'task';
      readonly region: string;
      readonly cluster: string;
      /** Of the task definition, the newest revision of which is run. */
      readonly family: string;
      readonly container: string;
      readonly launchType: 'FARGATE' | 'EC2';
      readonly subnets: readonly string[];
      readonly securityGroups: readonly string[];
      /** Milliseconds, after which it is stopped. */
      readonly within: number;
    };

/** What CloudTrail shows of a dependent's calls: each part that is given must match. */
export interface SeenAs {
  /** Addresses or CIDR blocks. */
  readonly sources: readonly string[];
}
