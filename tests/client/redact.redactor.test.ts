import { expect } from "chai";
import { Redactor } from "../../provider/tasknet/redact";

describe("client: Redactor", () => {
  const rows: [title: string, secrets: (string | undefined)[], text: string, expected: string][] = [
    ["removes every occurrence of a secret", ["hush"], "hush, hush!", "[secret], [secret]!"],
    ["removes a secret within a longer string", ["hush"], "unhushed", "un[secret]ed"],
    ["removes the longer of two secrets first", ["hush", "hush-more"], "hush-more", "[secret]"],
    ["removes the longer of two secrets first in any order", ["hush-more", "hush"], "hush-more", "[secret]"],
    ["keeps the text without secrets", [], "hush", "hush"],
    ["ignores an undefined secret", [undefined, "hush"], "hush", "[secret]"],
    ["ignores a string that is too short for a secret", ["abc", ""], "abc", "abc"],
    ["removes a secret of four characters", ["abcd"], "abcd", "[secret]"],
    [
      "removes a secret with the special characters of a pattern",
      ["a.*+?^${}()|[]\\/b"],
      "a.*+?^${}()|[]\\/b axxb",
      "[secret] axxb",
    ],
    ["keeps the special characters of a replacement", ["hush"], "$& hush $1", "$& [secret] $1"],
    ["removes overlapping occurrences of a secret", ["hushhush"], "hushhushhush", "[secret]"],
    [
      "removes a secret that seems encoded together with the next characters",
      ["hush%"],
      "hush%41",
      "[secret]41",
    ],
    [
      "removes a secret that seems encoded itself",
      ["hush%41"],
      "hush%41 hush%2541 hushA",
      "[secret] [secret] [secret]",
    ],
    [
      "removes a secret that seems encoded both itself and with the next characters",
      ["hush%41%"],
      "hush%41%42",
      "[secret]42",
    ],
    ["keeps the decoded form of a secret if it is too short", ["%41%42"], "AB", "AB"],
    ["keeps a single backslash although a secret consists of backslashes", ["\\\\\\\\"], "a\\b", "a\\b"],
    [
      "removes an encoded secret with characters outside ASCII",
      ["schlüssel"],
      "schl%C3%BCssel schl\\u00fcssel schl&#252;ssel",
      "[secret] [secret] [secret]",
    ],
  ];
  for (const [title, secrets, text, expected] of rows) {
    it(title, () => {
      expect(new Redactor(secrets).redact(text)).to.equal(expected);
    });
  }
});
