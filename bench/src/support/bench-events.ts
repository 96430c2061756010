import { defineEvent, type EventType } from '@posthorn/event-catalog';
import { IsEmail, IsInt, IsString } from 'class-validator';
import { EVENT_TYPE, typeOf } from './fixtures.js';

class BenchPayload {
  @IsString()
  id!: string;

  @IsString()
  name!: string;

  @IsEmail()
  email!: string;

  @IsInt()
  n!: number;
}

const example: BenchPayload = { id: 'user_0192f3c4', name: 'Ada Lovelace', email: 'ada@example.com', n: 12345 };

const define = (name: string): EventType<BenchPayload> =>
  defineEvent({ name, version: 1, description: 'An event of the benchmarks.', payload: BenchPayload, example });

/** The type that every bench webhook hears. */
export const benchEvent = define(EVENT_TYPE);
/** Types that one webhook each hears. */
export const benchEvents = (count: number): EventType<BenchPayload>[] =>
  Array.from({ length: count }, (_, index) => define(typeOf(index)));

export const payloadOf = (n: number): BenchPayload => ({ ...example, n });
