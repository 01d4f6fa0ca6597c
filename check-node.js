// Says in one sentence when this Node is too old; otherwise a stack from deep inside a package would. It runs before everything
// else, on the oldest Node that anyone may have: so no syntax that is newer than ES5.

/** What the app needs is `require` of ES modules, which Node 20 has had since 20.19 and Node 22 since 22.12. */
function faultOf(version) {
  var numbers = version.split('.').map(Number);
  var major = numbers[0];
  var minor = numbers[1];
  if ((major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22) return undefined;
  return (
    'FamiliarFaces needs Node.js 20.19 or newer (of 22, 22.12 or newer), but this is Node.js ' +
    version +
    ': install a newer one from https://nodejs.org.'
  );
}

var fault = faultOf(process.versions.node);
if (fault) {
  console.error(fault);
  process.exit(1);
}

// ts-node keeps the compiled TypeScript compiler in the system's temporary folder. Processes that start and end at the same time mix up that
// file, and V8, which doesn't check it, ends any process that reads it. Another user could have put it there, too. It saves 50 ms.
process.env.DISABLE_V8_COMPILE_CACHE = '1';
