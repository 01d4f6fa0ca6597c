// Loaded into a process with `--require`, and by that into each of its threads: writes into the file OUTBOUND_LOG which
// threads there are, and which hosts and addresses JavaScript asks for. Loopback is left out: it is this machine.
const { createHook } = require('node:async_hooks');
const { appendFileSync } = require('node:fs');
const { threadId } = require('node:worker_threads');

const LOOPBACK = /^(localhost|127\.[\d.]+|::1|::ffff:127\.[\d.]+)$/;
const KINDS = new Set(['GETADDRINFOREQWRAP', 'GETNAMEINFOREQWRAP', 'QUERYWRAP', 'TCPCONNECTWRAP', 'UDPSENDWRAP']);

const write = (line) => appendFileSync(process.env.OUTBOUND_LOG, `${line}\n`);

createHook({
  init(_id, kind, _trigger, request) {
    if (!KINDS.has(kind)) return;
    // Node makes the request first, and then says whom it asks.
    process.nextTick(() => {
      const host = request.hostname ?? request.host ?? request.address ?? '?';
      if (!LOOPBACK.test(host)) write(`${kind} ${host}`);
    });
  },
}).enable();
write(`thread ${threadId}`);
