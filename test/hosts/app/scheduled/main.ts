import 'reflect-metadata';
import { Controller, Get, Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Interval, ScheduleModule } from '@nestjs/schedule';
import { openPool, PgHostModule } from '../shared/pg-host.module.js';
import { serve } from '../shared/serve.js';

const EVERY_MS = 100;

@Injectable()
class Ticks {
  readonly at: number[] = [];

  @Interval(EVERY_MS)
  tick(): void {
    this.at.push(Math.round(performance.now()));
  }
}

@Controller('ticks')
class TicksController {
  constructor(private readonly ticks: Ticks) {}

  @Get()
  show(): { every: number; at: readonly number[] } {
    return { every: EVERY_MS, at: this.ticks.at };
  }
}

const host = PgHostModule.on(await openPool());

@Module({ imports: [ScheduleModule.forRoot(), host], controllers: [TicksController], providers: [Ticks] })
class AppModule {}

await serve(await NestFactory.create(AppModule, { logger: ['error', 'warn'] }));
