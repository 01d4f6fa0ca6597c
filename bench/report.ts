import { readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const FILE = path.join(__dirname, '..', 'docs', 'performance.md');

export type Cells = readonly string[];

export const ms = (value: number) => `${value.toFixed(value < 10 ? 1 : 0)} ms`;
export const mb = (value: number) => `${value.toFixed(0)} MB`;

/** Describes this machine, after "Made by npm run …,". */
export const machine = () =>
  `on ${os.availableParallelism()} cores (${os.cpus()[0]?.model}), Node ${process.versions.node}`;

/** Formats a Markdown table. */
export const table = (heads: Cells, rows: readonly Cells[]): string =>
  [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** Replaces a section (`## title`) of a page, or adds it at the end. */
export function withSection(page: string, title: string, text: string): string {
  const section = `## ${title}\n\n${text.trim()}\n`;
  const parts = page.trim().split(/\n(?=## )/);
  const others = parts.findIndex((part) => part.startsWith(`## ${title}\n`));
  if (others < 0) parts.push(section);
  else parts[others] = section;
  return `${parts.map((part) => part.trim()).join('\n\n')}\n`;
}

/** Prints a section, and writes it into docs/performance.md without changing the other sections. */
export function report(title: string, text: string): void {
  console.log(text);
  writeFileSync(FILE, withSection(readFileSync(FILE, 'utf8'), title, text));
}
