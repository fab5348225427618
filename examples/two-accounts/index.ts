import * as tasknet from "pulumi-tasknet-native";

/** The provider of an account, whose plugin reads the key from variables with a prefix of the account. */
function account(name: string, prefix: string): tasknet.Provider {
  const envVarMappings = {
    [`${prefix}_API_KEY`]: "TASKNET_API_KEY",
    [`${prefix}_API_KEY_ID`]: "TASKNET_API_KEY_ID",
  };
  return new tasknet.Provider(name, {}, { envVarMappings });
}

const first = new tasknet.Session("first", { leaseTime: 10 }, { provider: account("first", "FIRST") });
const second = new tasknet.Session("second", { leaseTime: 10 }, { provider: account("second", "SECOND") });

export const firstSessionUUID = first.sessionUUID;
export const secondSessionUUID = second.sessionUUID;
