import { Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';

import { FilesModule } from '../modules/files/index.js';
import { PaymentsModule } from '../modules/payments/index.js';
import { ProjectsModule } from '../modules/projects/index.js';
import { AppHousekeeping } from './app-housekeeping.js';
import { Ticks } from './ticks.js';

/** The one place that imports `ScheduleModule`. Not part of the role `api`, which sends and clears nothing. */
@Module({
  imports: [ScheduleModule.forRoot(), ProjectsModule, FilesModule, PaymentsModule],
  providers: [Ticks, AppHousekeeping],
})
export class SchedulingModule {}
