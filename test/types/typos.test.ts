import path from 'node:path';
import { expect } from 'chai';
import ts from 'typescript';

const root = path.join(__dirname, '..', '..');

const IMPORTS = `
import type { Context, Handler, Middleware } from '../../src/web/context';
import { type FaultId, isFault } from '../../src/errors';
import { createRouter } from '../../src/web/routes';
import type { Received } from '../../src/web/uploads/receive-photos';
declare const ctx: Context<{ handle: string }, Received>;
declare const error: unknown;
declare const receive: Middleware<object, Received>;
const router = createRouter('/people');
`;

// What compiles, and the same with a typo, which must not compile.
const PAIRS: Array<[string, string]> = [
  ['ctx.state.user', 'ctx.state.usr'],
  ['ctx.state.uploads[0].path', 'ctx.state.upload'],
  ["ctx.state['requestId']", "ctx.state['requestID']"],
  ['ctx.state.formFault?.values', 'ctx.state.formFault?.value'],
  ['ctx.session.notices', 'ctx.session.notice'],
  ['delete ctx.session.idToken', 'delete ctx.session.idtoken'],
  ['ctx.session = null', "ctx.session = { idTokn: '' }"],
  ['ctx.params.handle', 'ctx.params.handel'],
  ["ctx.params['handle']", "ctx.params['id']"],
  ['ctx.request.body?.["name"]', 'ctx.request.boddy'],
  ['ctx.render', 'ctx.rendr'],
  ["isFault(error, 'photo_known')", "isFault(error, 'photo_knwon')"],
  ["isFault(error) && error.id === 'quota_reached'", "isFault(error) && error.id === 'quota_reachd'"],
  ["isFault(error, 'no_file') && error.details", "isFault(error, 'no_file') && error.detail"],
  ["'photos_refused' satisfies FaultId", "'photo_refused' satisfies FaultId"],
  ["router.get('/:id', (ctx) => void ctx.params.id)", "router.get('/:id', (ctx) => void ctx.params.di)"],
  [
    "router.get('/:handle', {} as Handler<{ handle: string }>)",
    "router.get('/:handel', {} as Handler<{ handle: string }>)",
  ],
  ["router.post('/', receive, (ctx) => void ctx.state.uploads)", "router.post('/', (ctx) => void ctx.state.uploads)"],
];

/** The lines of each TypeScript text that don't compile, counted from 1, under the project's own settings. */
function linesThatFail(texts: Readonly<Record<string, string>>): Record<string, number[]> {
  const { config } = ts.readConfigFile(path.join(root, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (file, version, ...rest) => {
    const text = path.dirname(path.resolve(file)) === __dirname ? texts[path.basename(file)] : undefined;
    return text === undefined ? read(file, version, ...rest) : ts.createSourceFile(file, text, version);
  };
  const files = Object.keys(texts);
  const program = ts.createProgram(
    files.map((file) => path.join(__dirname, file)),
    options,
    host,
  );
  const failing = files.map((file) => {
    const source = program.getSourceFile(path.join(__dirname, file));
    if (!source) throw new Error(`${file} was not compiled.`);
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return [file, found.map(({ start = 0 }) => source.getLineAndCharacterOfPosition(start).line + 1)];
  });
  return Object.fromEntries(failing);
}

describe('a typo', () => {
  const first = IMPORTS.split('\n').length;
  const typos = PAIRS.map(([, typo]) => typo);
  let failing: Record<string, number[]>;

  before(function () {
    this.timeout(60_000);
    const correct = PAIRS.map(([each]) => each);
    failing = linesThatFail({ 'typos.ts': IMPORTS + typos.join(';\n'), 'correct.ts': IMPORTS + correct.join(';\n') });
  });

  it('fails to compile in the state, the session, the parameters, the body, a route and the id of a fault', () => {
    expect(typos.filter((_, index) => !failing['typos.ts']?.includes(first + index))).to.deep.equal([]);
  });

  it('is all that is wrong there: without it the same compiles', () => {
    expect(failing['correct.ts']).to.deep.equal([]);
  });
});
