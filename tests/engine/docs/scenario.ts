import { spawn } from "node:child_process";
import { expect } from "chai";
import type { PluginFolder } from "../plugin-folder";
import type { TestStack } from "../stack";

/** A command line of the documents, and how the test runs it. */
export interface Line {
  /** The line as the document has it, without its comment. */
  readonly text: string;
  /** Runs in place of the line, which cannot run here. */
  readonly substitute?: { readonly command: string; readonly reason: string };
  /** Called before the line. Returns what the words in capitals stand for, by word. */
  readonly words?: (stack: TestStack) => Promise<Words> | Words;
  /** What a person types at the prompt. */
  readonly input?: string;
  /** The exit code; 0 by default. */
  readonly exitCode?: number;
  /** A part of the output. */
  readonly shows?: string;
  /** Called after the line. */
  readonly check?: (stack: TestStack) => Promise<void> | void;
}

/** What words of a line stand for. */
export type Words = Readonly<Record<string, string>>;

/** A state in which command lines run, one after the other. */
export interface Scenario {
  /** Completes "runs the lines of". */
  readonly title: string;
  /** @param plugin a folder with the plugin, which is not on PATH by itself */
  readonly start: (plugin: PluginFolder) => Promise<TestStack>;
  readonly lines: readonly Line[];
}

/** Runs a line by a shell in the folder of the program, and checks its exit code and its output. */
export async function runLine(stack: TestStack, line: Line): Promise<void> {
  const words = (await line.words?.(stack)) ?? {};
  const template = line.substitute?.command ?? line.text;
  const command = Object.entries(words).reduce((text, [word, value]) => text.replace(word, value), template);
  // In the folder of the program, npm would remove the packages that it links to: those of this repository.
  expect(command).to.not.match(/\bnpm (install|i|ci|prune|uninstall|update)\b(?!.* --prefix )/);
  const { code, output } = await runShell(stack, command, line.input);
  expect(code, `${command}\n${output}`).to.equal(line.exitCode ?? 0);
  if (line.shows !== undefined) expect(output).to.include(line.shows);
  await line.check?.(stack);
}

function runShell(
  { workspace }: TestStack,
  command: string,
  input = "",
): Promise<{ code: number | null; output: string }> {
  const shell = spawn("sh", ["-c", command], {
    cwd: workspace.program,
    // A person answers the questions with yes.
    env: { ...workspace.environment(), PULUMI_SKIP_CONFIRMATIONS: "true" },
  });
  let output = "";
  for (const stream of [shell.stdout, shell.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  }
  // A command may end before it reads its input.
  shell.stdin.on("error", () => undefined).end(input);
  return new Promise((resolve) => {
    shell.once("close", (code) => {
      resolve({ code, output });
    });
  });
}
