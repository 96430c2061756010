import { afterAll } from '@jest/globals';

import { ConsoleWorld } from './support/index.js';

// One application and one browser for all of them: starting both costs more than most of the stories. Each makes
// projects of its own and comes as visitors of its own.
import './cases/sign-in.cases.js';
import './cases/create-webhook.cases.js';
import './cases/webhook.cases.js';
import './cases/deliveries.cases.js';
import './cases/events.cases.js';
import './cases/recover.cases.js';
import './cases/operator-pages.cases.js';
import './cases/api-keys.cases.js';

afterAll(() => ConsoleWorld.closeShared());
