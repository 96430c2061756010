// Imported first by every script, and written for old versions too: it must run where the rest would not parse.
const wanted = [20, 19];
const present = process.versions.node.split('.').map(Number);

if (present[0] < wanted[0] || (present[0] === wanted[0] && present[1] < wanted[1])) {
  console.error(
    'Posthorn needs Node ' +
      wanted.join('.') +
      ' or newer; this is Node ' +
      process.versions.node +
      ' (' +
      process.execPath +
      ').\nInstall a current version from https://nodejs.org, then run the same command again.',
  );
  process.exit(1);
}
