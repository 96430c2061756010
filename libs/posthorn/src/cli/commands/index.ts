import type { Command } from '../command.js';
import { catalog } from './catalog.js';
import { doctor } from './doctor.js';
import { keys } from './keys.js';
import { listen } from './listen.js';
import { migrate } from './migrate.js';
import { recover } from './recover.js';
import { replay } from './replay.js';
import { sql } from './sql.js';
import { start } from './start.js';
import { status } from './status.js';
import { tail } from './tail.js';
import { trigger } from './trigger.js';
import { verify } from './verify.js';

/** In the order of the help, within their groups. A new command is added here and nowhere else. */
export const commands: readonly Command[] = [
  listen,
  trigger,
  verify,
  catalog,
  tail,
  replay,
  recover,
  start,
  migrate,
  status,
  sql,
  doctor,
  keys,
];
