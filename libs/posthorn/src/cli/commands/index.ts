import type { Command } from '../command.js';
import { doctor } from './doctor.js';
import { keys } from './keys.js';
import { migrate } from './migrate.js';
import { sql } from './sql.js';
import { status } from './status.js';

/** In the order of the help. A new command is added here and nowhere else. */
export const commands: readonly Command[] = [migrate, status, sql, doctor, keys];
