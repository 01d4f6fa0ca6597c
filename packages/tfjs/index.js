// face-api.js requires @tensorflow/tfjs: 240 MB, of which it uses the core alone, and operations as methods of tensors (`a.add(b)`), which
// the core doesn't have by itself. docs/decisions/062-what-face-api-js-needs-of-tfjs.md.
const tf = require('@tensorflow/tfjs-core');

const methods = tf.Tensor.prototype;
for (const [name, operation] of Object.entries(tf)) {
  if (typeof operation !== 'function' || name in methods || /^[A-Z]/.test(name)) continue;
  methods[name] = function (...others) {
    return operation(this, ...others);
  };
}

module.exports = tf;
