import type {
  PolicyConfigSchema,
  ResourceValidationArgs,
  ResourceValidationPolicy,
  StackValidationPolicy,
} from "@pulumi/policy";
import { PolicyPack } from "@pulumi/policy";
import { Config } from "@pulumi/pulumi";

/** The sessions of the plugin and those of the dynamic provider. */
const sessionTypes = ["tasknet:index:Session", "pulumi-nodejs:dynamic/tasknet:Session"];

type Properties = Readonly<Record<string, unknown>>;

/** A policy that reports what is wrong with a session, if something is. */
function sessionPolicy(
  name: string,
  description: string,
  fault: (session: Properties, config: Properties, args: ResourceValidationArgs) => string | undefined,
  configSchema?: PolicyConfigSchema,
): ResourceValidationPolicy {
  return {
    name,
    description,
    ...(configSchema === undefined ? {} : { configSchema }),
    validateResource: (args, reportViolation) => {
      const found = sessionTypes.includes(args.type) ? fault(args.props, args.getConfig(), args) : undefined;
      if (found !== undefined) reportViolation(found);
    },
  };
}

/** Whether the provider, the environment or the stack's configuration names the mode public. */
function isPublic({ provider }: ResourceValidationArgs): boolean {
  const modes = [provider?.props.mode, process.env.TASKNET_MODE, new Config("tasknet").get("mode")];
  return modes.includes("public");
}

/** The configuration of a policy: one positive integer. */
function limit(name: string, byDefault: number): PolicyConfigSchema {
  return { properties: { [name]: { type: "integer", minimum: 1, default: byDefault } } };
}

const maxSessions: StackValidationPolicy = {
  name: "max-sessions",
  description: "A stack must not have more sessions than the limit.",
  configSchema: limit("sessions", 5),
  validateStack: ({ resources, getConfig }, reportViolation) => {
    const { sessions } = getConfig<{ sessions: number }>();
    const count = resources.filter(({ type }) => sessionTypes.includes(type)).length;
    if (count > sessions)
      reportViolation(`the stack must have at most ${sessions} sessions, but has ${count}`);
  },
};

new PolicyPack("tasknet", {
  enforcementLevel: "mandatory",
  policies: [
    sessionPolicy(
      "max-lease",
      "A lease must not be longer than the limit.",
      ({ leaseTime }, { minutes }) =>
        Number(leaseTime) > Number(minutes)
          ? `leaseTime must be at most ${minutes} minutes, but is ${leaseTime}`
          : undefined,
      limit("minutes", 30),
    ),
    maxSessions,
    sessionPolicy(
      "keep-until-with-renew-before",
      "A session that updates renew must have an end.",
      ({ renewBefore, keepUntil }) =>
        renewBefore !== undefined && keepUntil === undefined
          ? "renewBefore requires keepUntil, or scheduled updates keep the session alive without an end"
          : undefined,
    ),
    sessionPolicy(
      "no-fingerprint-in-mode-public",
      "A session in the mode public must not use a fingerprint.",
      ({ fingerprintUUID, fingerprintSecret }, _config, args) =>
        isPublic(args) && (fingerprintUUID !== undefined || fingerprintSecret !== undefined)
          ? "a session in the mode public must not have fingerprintUUID or fingerprintSecret"
          : undefined,
    ),
    sessionPolicy("no-writable-vnc", "VNC must be read-only.", ({ vncMode }) =>
      vncMode === "rw" ? 'vncMode must be "ro", but is "rw"' : undefined,
    ),
  ],
});
