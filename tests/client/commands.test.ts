import { execFileSync } from "node:child_process";
import { expect } from "chai";
import { endCommand, listCommand } from "../../provider/tasknet";

const id = "5e551011-0000-4000-8000-000000000001";
const usual = { endpoint: "https://api.tasknet.co", mode: "private" };

describe("client: commands", () => {
  it("gives no options for the usual endpoint and mode", () => {
    expect(listCommand(usual)).to.equal("npx pulumi-tasknet sessions");
    expect(endCommand(usual, id)).to.equal(`npx pulumi-tasknet end ${id}`);
  });

  it("gives the endpoint and the mode only where they differ", () => {
    const endpoint = "http://127.0.0.1:8787";
    expect(endCommand({ ...usual, endpoint }, id)).to.equal(
      `npx pulumi-tasknet end --endpoint 'http://127.0.0.1:8787' ${id}`,
    );
    expect(listCommand({ ...usual, mode: "public" })).to.equal("npx pulumi-tasknet sessions --mode 'public'");
  });

  it("quotes the endpoint and the mode for a shell", () => {
    const target = { endpoint: "https://example.test/it's $HOME", mode: "`id`; rm" };
    const printed = execFileSync("sh", ["-c", `npx() { printf '%s\\n' "$@"; }\n${endCommand(target, id)}`]);
    expect(printed.toString().trim().split("\n")).to.deep.equal([
      ...["pulumi-tasknet", "end", "--endpoint", target.endpoint, "--mode", target.mode, id],
    ]);
  });
});
