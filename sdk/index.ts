export type { GetSessionArgs, ListSessionsArgs, SessionInfo } from "./functions";
export { getSession, getSessionOutput, getVncPassword, listSessions } from "./functions";
export type { Driver, SessionArgs, VncMode } from "./session";
export { Session } from "./session";
