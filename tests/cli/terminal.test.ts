import { execFile } from "node:child_process";
import { join } from "node:path";
import { expect } from "chai";
import { Service } from "./fixtures";

const cli = join(__dirname, "../../cli/main.js");

/** Runs a command in a pseudo-terminal, and types a text at its question. The last line is its exit code. */
const inTerminal = `
import os, pty, sys
typed = sys.argv[1].encode()
pid, terminal = pty.fork()
if pid == 0:
    os.execv(sys.argv[2], sys.argv[2:])
output = b""
while True:
    try:
        chunk = os.read(terminal, 4096)
    except OSError:
        chunk = b""
    if chunk == b"":
        break
    output += chunk
    if b"[y/N] " in output and typed != b"":
        os.write(terminal, typed)
        typed = b""
_, status = os.waitpid(pid, 0)
sys.stdout.write(output.decode() + "\\n" + str(os.waitstatus_to_exitcode(status)))
`;

describe("pulumi-tasknet in a real terminal", function () {
  // Each test starts two processes.
  this.timeout(30_000);
  const service = new Service();

  const run = (typed: string, ...args: string[]): Promise<{ code: number; output: string }> =>
    new Promise((resolve, reject) => {
      const command = ["-c", inTerminal, typed, process.execPath, cli, ...args];
      execFile("python3", command, { env: { ...process.env, ...service.env } }, (error, stdout) => {
        if (error !== null) {
          reject(new Error(error.message));
          return;
        }
        const lines = stdout.split("\n");
        resolve({ code: Number(lines.pop()), output: lines.join("\n") });
      });
    });

  for (const [name, typed, isEnded] of [
    ["ends the session after a y", "y\r", true],
    ["ends nothing after a return", "\r", false],
    ["ends nothing after Ctrl-C at the question", "\u0003", false],
    ["ends nothing after the end of the input", "\u0004", false],
  ] as const) {
    it(`asks before it ends a session, and ${name}`, async () => {
      const id = await service.create();
      const { code, output } = await run(typed, "end", id);
      expect(output).to.include("End this session? [y/N]");
      expect(code, output).to.equal(isEnded ? 0 : 1);
      expect(service.running()).to.deep.equal(isEnded ? [] : [id]);
      expect(output).to.include(isEnded ? `ended ${id}` : "Nothing was ended.");
    });
  }

  it("shows its progress and removes it before the next line", async () => {
    const id = await service.create();
    const { output } = await run("", "end", id, "--yes");
    expect(output).to.include(`ending session 1 of 1\r\u001B[Kended ${id}`);
  });
});
