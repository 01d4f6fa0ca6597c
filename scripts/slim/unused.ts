/** What the compiled app never loads of its packages: patterns of files below `node_modules`. Their licenses stay. */
export const UNUSED: readonly string[] = [
  // What compiles: the app in the image is compiled.
  '{typescript,ts-node,@types,@tsconfig}/**',
  // Types, sources that packages bring along, and texts for developers.
  '**/*.{ts,cts,mts,flow,tsbuildinfo}',
  '**/*.{c,cc,cpp,h,hpp,gyp,gypi,scss}',
  '**/*.{md,markdown}',
  '**/*.test.js',
  // The weights are made of them, and lie in weights/.
  'face-api.js/{demo,model,src,types}/**',
  // The same code in other forms: for browsers, as modules, without WebAssembly.
  'face-api.js/dist/!(face-api.node-wasm).js',
  '@tensorflow/tfjs-core/dist/!(tf-core.node.js)',
  '@tensorflow/tfjs-core/dist/*/**',
  '@tensorflow/tfjs-backend-wasm/dist/!(tf-backend-wasm.node.js|*.wasm)',
  '@tensorflow/tfjs-backend-wasm/dist/*/**',
  '@tensorflow/tfjs-backend-wasm/wasm-out/**',
  'libheif-js/libheif/**',
  'libheif-js/libheif-wasm/libheif-bundle.*',
  'kysely/dist/esm/**',
  '@opentelemetry/*/build/{esm,esnext}/**',
  '@opentelemetry/semantic-conventions/dist/**/*.mjs',
  'bootstrap/{js,scss}/**',
  'bootstrap/dist/js/**',
  'bootstrap/dist/css/!(bootstrap.min.css)',
  'handlebars/dist/{amd/**,*.js}',
  'bintrees/{test,examples}/**',
  '{uglify-js,@popperjs}/**',
  'bootstrap-icons/{font/**,*.svg}',
  // Names are written upright, in fonts of two packs' kinds (label-fonts.ts).
  '{@fontsource,@fontsource-variable}/*/**/*.{css,woff}',
  '{@fontsource,@fontsource-variable}/*/files/*-{wdth-normal,standard-normal,italic}.woff2',
  // For another C library than Debian's.
  '@photostructure/sqlite/prebuilds/*/*.musl.node',
];
