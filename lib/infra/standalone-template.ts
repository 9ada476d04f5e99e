import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, BootstraplessSynthesizer, type IStackSynthesizer, type Stack } from 'aws-cdk-lib';

/** The template of a stack as it stands, without assets and without the CDK's bootstrap; nothing is left on the disk. */
export function standaloneTemplate(
  make: (app: App, options: { readonly synthesizer: IStackSynthesizer }) => Stack,
): object {
  const outdir = mkdtempSync(join(tmpdir(), 'nightwarden-template-'));
  try {
    const app = new App({ outdir });
    const { stackName } = make(app, { synthesizer: new BootstraplessSynthesizer({}) as IStackSynthesizer });
    return app.synth().getStackByName(stackName).template as object;
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}
