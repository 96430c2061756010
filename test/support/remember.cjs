/**
 * Notes the own properties of an object.
 * @param {object} object
 * @param {(key: string | symbol) => boolean} [keepsNew] which keys may stay that come later
 * @returns {() => void} brings the object back to what it was
 */
function remember(object, keepsNew = () => false) {
  const before = new Map(Reflect.ownKeys(object).map((key) => [key, Object.getOwnPropertyDescriptor(object, key)]));
  return () => {
    for (const key of Reflect.ownKeys(object)) {
      if (!before.has(key) && !keepsNew(key)) Reflect.deleteProperty(object, key);
    }
    for (const [key, descriptor] of before) {
      const now = Object.getOwnPropertyDescriptor(object, key);
      const same = now?.value === descriptor.value && now?.get === descriptor.get && now?.set === descriptor.set;
      if (!same) Reflect.defineProperty(object, key, descriptor);
    }
  };
}

/** How numbers, times and documents of PostgreSQL are read holds for every pool of a process. */
function rememberPg({ default: pg }) {
  const parsers = Object.values(pg.types.builtins).flatMap((id) =>
    ['text', 'binary'].map((format) => [id, format, pg.types.getTypeParser(id, format)]),
  );
  const defaults = remember(pg.defaults);
  return () => {
    defaults();
    for (const [id, format, parser] of parsers) pg.types.setTypeParser(id, format, parser);
  };
}

/** What packages keep for the whole process and offer to change. */
const ofProcess = {
  '@nestjs/common': ({ Logger }) => remember(Logger),
  pg: rememberPg,
};

/** As `remember`, for what a package keeps for the whole process; undefined for one that keeps nothing. */
const rememberPackage = (name, namespace) => ofProcess[name]?.(namespace);

module.exports = { remember, rememberPackage };
