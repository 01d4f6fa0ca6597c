import { readFileSync } from 'node:fs';
import path from 'node:path';
import { globSync } from 'glob';
import Koa from 'koa';
import type Router from 'koa-router';
import ts from 'typescript';
import { ensureAdmin, ensureEditor, ensureLoggedIn, ensureOwner } from '../../src/auth/guards';
import type { Services } from '../../src/services';
import { isForApi } from '../../src/web/responses/api-paths';

const source = path.join(__dirname, '..', '..', 'src');

const INTRODUCTION = `# Routes

Printed by \`npm run --silent routes > docs/routes.md\`, from the routes that the controllers register;
\`test/docs/routes.test.ts\` fails when this page is out of date. GET routes answer HEAD, too. What a route does is
the first sentence of its handler's doc comment, or else the handler's name.
`;

type Layer = Router['stack'][number];

interface Row {
  method: string;
  path: string;
  /** Who gets an answer. */
  who: string;
  /** The controller's file, relative to the repository. */
  file: string;
  does: string;
}

/** Returns the routes that one controller registers, in its order. */
function layersOf(file: string, services: Services): Layer[] {
  const app = new Koa();
  const controller = require(file) as { register(app: Koa, services: Services): void };
  controller.register(app, services);
  return app.middleware.flatMap((each) => (each as { router?: Router }).router?.stack ?? []);
}

/** Returns the first sentence of a node's doc comment, without its period. */
function sentenceOf(node: ts.Node): string | undefined {
  const comment = ts.getTextOfJSDocComment(ts.getJSDocCommentsAndTags(node).find(ts.isJSDoc)?.comment);
  const [sentence] = comment?.replace(/\s+/g, ' ').match(/^.*?\.(?= |$)|^.+/) ?? [];
  return sentence?.replace(/\.$/, '');
}

/** Returns the name of a handler that is written inside the statement that registers its route. */
function handlerIn(statement: ts.ExpressionStatement): string | undefined {
  const handler = ts.isCallExpression(statement.expression) ? statement.expression.arguments.at(-1) : undefined;
  return handler && ts.isFunctionExpression(handler) ? handler.name?.text : undefined;
}

/**
 * Returns the first sentences of the handlers' doc comments in a file, by handler. They are above the function, or
 * above the route that contains it.
 */
function docCommentsOf(file: string): Map<string, string> {
  const parsed = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const found = new Map<string, string>();
  const visit = (node: ts.Node): void => {
    const name = ts.isFunctionDeclaration(node)
      ? node.name?.text
      : ts.isExpressionStatement(node)
        ? handlerIn(node)
        : undefined;
    const sentence = name && sentenceOf(node);
    if (sentence) found.set(name, sentence);
    ts.forEachChild(node, visit);
  };
  visit(parsed);
  return found;
}

const capitalize = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** Turns `showPerson` into "Show person". */
const wordsOf = (name: string) =>
  capitalize(
    name
      .replace(/([A-Z])/g, ' $1')
      .toLowerCase()
      .trim(),
  );

const GUARDS = [
  [ensureAdmin, 'administrators'],
  [ensureOwner, 'owners'],
  [ensureEditor, 'editors'],
  [ensureLoggedIn, 'signed in'],
] as const;

function whoGets({ path: address, stack }: Layer): string {
  if (isForApi({ path: String(address) })) return 'an API key';
  const guard = GUARDS.find(([each]) => stack.includes(each as never));
  return guard ? guard[1] : 'everyone';
}

/** Returns a row for each of a controller's routes. */
function rowsOf(file: string, services: Services): Row[] {
  const comments = docCommentsOf(file);
  return layersOf(file, services).flatMap((layer) => {
    const handler = layer.stack.at(-1)?.name ?? '';
    const row = {
      path: String(layer.path),
      who: whoGets(layer),
      file: path.relative(path.join(source, '..'), file).split(path.sep).join('/'),
      does: comments.get(handler) ?? wordsOf(handler),
    };
    return layer.methods.filter((method) => method !== 'HEAD').map((method) => ({ method, ...row }));
  });
}

const lineOf = ({ method, path: address, who, file, does }: Row) =>
  `| ${method} | \`${address}\` | ${who} | [${file.replace('src/', '')}](../${file}) | ${does} |`;

/**
 * Lists every route of the app on a Markdown page: method, address, who may use it, its controller, and what it does.
 */
export function describeRoutes(services: Services): string {
  const files = globSync('**/*-controller.ts', { cwd: source, absolute: true }).sort();
  const lines = files.flatMap((file) => rowsOf(file, services)).map(lineOf);
  const table = ['| method | path | who | controller | what it does |', '| --- | --- | --- | --- | --- |', ...lines];
  return `${INTRODUCTION}\n${table.join('\n')}\n`;
}
