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

// Methods without an operation of that name.
methods.as1D = function () {
  return tf.reshape(this, [this.size]);
};
for (const rank of [2, 3, 4])
  methods[`as${rank}D`] = function (...shape) {
    return tf.reshape(this, shape);
  };
methods.toInt = function () {
  return tf.cast(this, 'int32');
};
methods.resizeBilinear = function (...settings) {
  return tf.image.resizeBilinear(this, ...settings);
};

module.exports = tf;
