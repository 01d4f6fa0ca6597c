// Of TypeScript's own libraries, only that of browsers has its types.
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { exports: unknown };
};

/**
 * Loads a WebAssembly program that needs nothing from outside.
 * @typeParam Exports what it exports
 * @param program its bytes, in base64
 */
export const loadProgram = <Exports extends object>(program: string): Exports =>
  new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(program, 'base64'))).exports as Exports;
