/**
 * A plugin of the Nest CLI that brings the packages in libs/ up to date whenever the application is compiled.
 *
 * The application imports them by name, so Node loads `libs/<lib>/dist`, which the CLI's single program does not write.
 * It does read the sources of the libs, though, so `nest start --watch` sees a change in them, compiles, comes by here,
 * and restarts the application with the new package.
 */
const { spawnSync } = require('node:child_process');
const path = require('node:path');

const root = path.resolve(__dirname, '..');

exports.before = () => {
  const result = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-b', 'tsconfig.libs.json'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (result.status !== 0) console.error('The libs did not compile: the application runs with their last good build.');
  return () => (sourceFile) => sourceFile;
};
