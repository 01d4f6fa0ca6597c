import { readFileSync } from 'node:fs';

// The types of Node 20 don't have it.
declare namespace WebAssembly {
  type Exports = Record<string, unknown>;
  type Imports = Record<string, Record<string, unknown>>;
  class Module {
    constructor(bytes: Uint8Array);
  }
  class Instance {
    constructor(module: Module, imports: Imports);
    readonly exports: Exports;
  }
  class Memory {
    readonly buffer: ArrayBuffer;
    grow(pages: number): number;
  }
}

/** What is used of libheif's C interface (heif.h), with addresses in the WebAssembly memory as numbers. */
export interface Libheif {
  HEAPU8: Uint8Array;
  HEAP32: Int32Array;
  _malloc(bytes: number): number;
  _heif_context_alloc(): number;
  _heif_context_set_maximum_image_size_limit(context: number, side: number): void;
  _heif_context_read_from_memory_without_copy(
    error: number,
    context: number,
    bytes: number,
    length: number,
    options: number,
  ): void;
  _heif_context_get_primary_image_handle(error: number, context: number, handle: number): void;
  _heif_image_handle_get_width(handle: number): number;
  _heif_image_handle_get_height(handle: number): number;
  _heif_image_handle_has_alpha_channel(handle: number): number;
  _heif_image_handle_get_raw_color_profile_size(handle: number): number;
  _heif_image_handle_get_raw_color_profile(error: number, handle: number, profile: number): void;
  _heif_decode_image(
    error: number,
    handle: number,
    image: number,
    colorspace: number,
    chroma: number,
    options: number,
  ): void;
  _heif_image_get_width(image: number, channel: number): number;
  _heif_image_get_height(image: number, channel: number): number;
  _heif_image_get_plane_readonly(image: number, channel: number, stride: number): number;
}

interface Options {
  instantiateWasm(
    imports: WebAssembly.Imports,
    receive: (instance: WebAssembly.Instance) => WebAssembly.Exports,
  ): WebAssembly.Exports;
  print(): void;
  printErr(): void;
  quit(status: number): never;
}

/** How long the compiled code is kept for the next photo: compiling takes a tenth of a second. */
const KEPT_MS = 60_000;
const WASM_PAGE = 65_536;

let compiled: WebAssembly.Module | undefined;
let letGo: NodeJS.Timeout | undefined;

function compile(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(
    new Uint8Array(readFileSync(require.resolve('libheif-js/libheif-wasm/libheif.wasm'))),
  );
  clearTimeout(letGo);
  letGo = setTimeout(() => {
    compiled = undefined;
  }, KEPT_MS).unref();
  return compiled;
}

/** Makes a memory refuse to grow beyond a limit, as if the machine had no more. */
function limitGrowth(exported: WebAssembly.Exports, limit: number): void {
  const memory = Object.values(exported).find((each) => each instanceof WebAssembly.Memory);
  if (!memory) throw new Error('libheif has no memory of its own.');
  const grow = memory.grow.bind(memory);
  memory.grow = (pages) => {
    if (memory.buffer.byteLength + pages * WASM_PAGE > limit) throw new RangeError('The photo takes too much memory.');
    return grow(pages);
  };
}

/**
 * Starts libheif with a memory of its own, for one photo: what damages that memory ends with the photo. It is freed
 * when nothing refers to the result any more.
 * @param memoryLimit in bytes
 */
export function startLibheif(memoryLimit: number): Libheif {
  const start = require('libheif-js/libheif-wasm/libheif.js') as (options: Options) => Libheif;
  const ignore = () => undefined;
  return start({
    instantiateWasm(imports, receive) {
      const instance = new WebAssembly.Instance(compile(), imports);
      limitGrowth(instance.exports, memoryLimit);
      return receive(instance);
    },
    print: ignore,
    printErr: ignore,
    quit(status) {
      throw new Error(`libheif ended with ${status}.`);
    },
  });
}
