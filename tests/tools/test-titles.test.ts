import { RuleTester } from "eslint";
import rule from "../../tools/eslint/test-titles.mjs";

const valid = [
  'it("renews the lease once", () => {});',
  'it("does not renew the lease", () => {});',
  "it(`refuses ${name} in a preview`, () => {});",
  "it(title, () => {});",
  'describe("the lease", () => {});',
  'it("creates, renews and ends sessions", () => {});',
  "it(`${isOnce ? 'reads' : 'does not read'} ${name} again`, () => {});",
  "it(`refuses inputs ${name}`, () => {});",
  'describe("the lease", () => { describe("of an ended session", () => {}); });',
  'items.it("no test", () => {});',
];

const invalid: readonly (readonly [code: string, messageId: string])[] = [
  ['it("the lease is renewed once", () => {});', "verb"],
  ['it("Renews the lease once", () => {});', "verb"],
  ['it("is renewed only once", () => {});', "verb"],
  ['it("sessions are renewed once", () => {});', "verb"],
  ['it("does what it says", () => {});', "verb"],
  ["it(`${name} is refused at once`, () => {});", "verb"],
  ["it(`${isOnce ? 'reads' : 'no read of'} ${name} again`, () => {});", "verb"],
  ['it("renews the lease", () => {});', "words"],
  ['it("renews the lease once.", () => {});', "dot"],
  ['describe("The lease.", () => {});', "dot"],
  ['describe("of an ended session", () => {});', "suite"],
];

new RuleTester().run("test-titles", rule, {
  valid,
  invalid: invalid.map(([code, messageId]) => ({ code, errors: [{ messageId }] })),
});
