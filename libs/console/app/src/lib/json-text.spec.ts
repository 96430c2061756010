import { describe, expect, it } from '@jest/globals';

import { layOutJson, withoutTurns } from './json-text.js';

describe('JSON on the screen', () => {
  it.each([
    ['{"a":1,"b":[1,2,{"c":null}],"d":{},"e":[]}'],
    ['[]'],
    ['"a, {text}: [of] \\"signs\\""'],
    ['-1.5e-7'],
    ['{"":{"":[[[true,false]]]}}'],
  ])('is laid out as a printer would: %s', (text) => {
    expect(layOutJson(text)).toBe(JSON.stringify(JSON.parse(text), null, 2));
  });

  it('keeps numbers, repeated keys and the order of keys as they came', () => {
    expect(layOutJson('{"id":12345678901234567890, "price":1.10,"2":"b","1":"a","x":1,"x":2}')).toBe(
      '{\n  "id": 12345678901234567890,\n  "price": 1.10,\n  "2": "b",\n  "1": "a",\n  "x": 1,\n  "x": 2\n}',
    );
  });

  it('is nothing when it is no JSON', () => {
    expect(layOutJson('<html>')).toBeUndefined();
  });

  it('shows marks that turn the direction as escapes, which mean the same', () => {
    const text = JSON.stringify({ file: 'invoice\u202Efdp.exe' });
    expect(withoutTurns(text)).toBe(String.raw`{"file":"invoice\u202efdp.exe"}`);
    expect(JSON.parse(withoutTurns(text))).toEqual(JSON.parse(text));
  });
});
