import { describe, expect, it } from '@jest/globals';

import { isCurrency } from './currency.js';

describe('a currency', () => {
  it.each(['EUR', 'JPY', 'VED', 'XCG', 'ZWG'])('is %s', (code) => {
    expect(isCurrency(code)).toBe(true);
  });

  it.each(['eur', 'EURO', 'EU', 'XYZ', '', 'ＥＵＲ', 'EUR\n'])('is not %j', (code) => {
    expect(isCurrency(code)).toBe(false);
  });
});
