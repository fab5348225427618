import "../provider/require-node";
export type { GetSessionArgs, GetSessionsArgs, SessionInfo } from "./functions";
export {
  getSession,
  getSessionOutput,
  getSessions,
  getSessionsOutput,
  getVncPassword,
  getVncPasswordOutput,
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- kept for one version
  listSessions,
} from "./functions";
export type { Driver, SessionArgs, VncMode } from "./session";
export { Session } from "./session";
