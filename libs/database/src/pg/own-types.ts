import { parse as parseArray } from 'postgres-array';

type Parse = (text: string) => unknown;

const asText: Parse = (text) => text;

/** `2026-02-03 04:05:06.789012+00`, with seconds in the offset for dates of the 19th century. */
function asDate(text: string): Date | number {
  if (text === 'infinity') return Infinity;
  if (text === '-infinity') return -Infinity;
  const parts = /^(\d{4,}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d{1,6})?)([+-])(\d\d)(?::?(\d\d))?(?::?(\d\d))?$/.exec(text);
  if (parts === null) return new Date(text);
  const [, day, time, sign, hours, minutes = '0', seconds = '0'] = parts;
  const offset = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
  return new Date(Date.parse(`${day}T${time}Z`) - (sign === '-' ? -offset : offset));
}

/** `\\x00ff`, or with `bytea_output = 'escape'` the bytes themselves: `\\\\` a backslash, `\\377` any other byte. */
const asBytes: Parse = (text) => {
  if (text.startsWith('\\x')) return Buffer.from(text.slice(2), 'hex');
  const bytes = text.replace(/\\(\\|[0-3][0-7]{2})/g, (_, escaped: string) =>
    escaped === '\\' ? escaped : String.fromCharCode(parseInt(escaped, 8)),
  );
  return Buffer.from(bytes, 'latin1');
};

const asJson: Parse = (text) => JSON.parse(text) as unknown;

const arrayOf =
  (parse: Parse): Parse =>
  (text) =>
    parseArray(text, parse);

// By type id, as pg_type lists them; each with its array.
const parsers = new Map<number, Parse>([
  [16, (text) => text === 't'], // bool
  [17, asBytes], // bytea
  [21, Number], // int2
  [23, Number], // int4
  [26, Number], // oid
  [114, asJson], // json
  [700, Number], // float4
  [701, Number], // float8
  [1184, asDate], // timestamptz
  [3802, asJson], // jsonb
  [199, arrayOf(asJson)], // json[]
  [1000, arrayOf((text) => text === 't')], // bool[]
  [1001, arrayOf(asBytes)], // bytea[]
  [1005, arrayOf(Number)], // int2[]
  [1007, arrayOf(Number)], // int4[]
  [1009, arrayOf(asText)], // text[]
  [1015, arrayOf(asText)], // varchar[]
  [1016, arrayOf(asText)], // int8[]
  [1021, arrayOf(Number)], // float4[]
  [1022, arrayOf(Number)], // float8[]
  [1185, arrayOf(asDate)], // timestamptz[]
  [2951, arrayOf(asText)], // uuid[]
  [3807, arrayOf(asJson)], // jsonb[]
]);

/**
 * How values of the port's statements are read, whatever the host has set for all of its own: many applications
 * turn bigints into numbers or leave times as text with `pg.types.setTypeParser`, which holds for the whole process.
 * What is not listed stays text: bigint, numeric, date and timestamp without zone among it.
 */
export const ownTypes = {
  getTypeParser: (id: number): Parse => parsers.get(id) ?? asText,
};
