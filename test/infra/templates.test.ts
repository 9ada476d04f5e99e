// One file of tests for all templates: each file that synthesises pays for starting the CDK again.
import './templates/access.ts';
import './templates/beginning.ts';
import './templates/databases.ts';
import './templates/actions.ts';
import './templates/events.ts';
import './templates/functions.ts';
import './templates/night.ts';
import './templates/operations.ts';
import './templates/operations-page.ts';
import './templates/rotation.ts';
import './templates/redeploying.ts';
import './templates/rotation-accounts.ts';
import './templates/second-deployment.ts';
import './templates/serving.ts';
import './templates/starting.ts';
import './templates/storage.ts';
import './templates/trail.ts';
